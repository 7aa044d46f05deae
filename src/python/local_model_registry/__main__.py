"""``python -m local_model_registry``: the command line, where no scripts folder is on the PATH."""

from ._command import main

if __name__ == "__main__":
    main()
