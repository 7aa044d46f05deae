"""Writes a database of MLflow with one model of many versions: `fill_mlflow.py <database> <model> <versions>`.

Through MLflow's own tables, as its REST API would take minutes for 10,000 versions.
"""

import sys

from mlflow.store.model_registry.dbmodels.models import SqlModelVersion, SqlModelVersionTag
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

path, model, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqlAlchemyStore(f"sqlite:///{path}")
store.create_registered_model(model)
# What a release with workspaces names in each row.
workspace = {"workspace": "default"} if hasattr(SqlModelVersion, "workspace") else {}
begin = 1_735_689_600_000

with store.ManagedSessionMaker() as session:
    for first in range(1, count + 1, 2_000):
        numbers = range(first, min(first + 2_000, count + 1))
        versions = [
            {
                "name": model,
                "version": number,
                "creation_time": begin + number * 60_000,
                "last_updated_time": begin + number * 60_000,
                "current_stage": "None",
                "source": f"s3://models/{model}/{number}",
                "status": "READY",
                **workspace,
            }
            for number in numbers
        ]
        tags = [
            {"name": model, "version": number, "key": "shard", "value": str(number % 100), **workspace}
            for number in numbers
        ]
        session.bulk_insert_mappings(SqlModelVersion, versions)
        session.bulk_insert_mappings(SqlModelVersionTag, tags)
