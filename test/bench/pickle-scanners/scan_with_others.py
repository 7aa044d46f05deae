"""Scan the files of a corpus with picklescan and modelscan, one at a time, through their Python interfaces.

    python scan_with_others.py FOLDER

reads `FOLDER/corpus.json` and prints `{"picklescan": {path: verdict}, "modelscan": …}` as JSON. A verdict
is `dangerous`, `suspicious`, `unread` (an error, or not scanned) or `clean`.
"""

import contextlib
import json
import logging
import sys
from pathlib import Path

import picklescan.scanner
from modelscan.modelscan import ModelScan


def main():
    folder = Path(sys.argv[1]).resolve()
    paths = [entry["path"] for entry in json.loads((folder / "corpus.json").read_text())]
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stdout(sys.stderr):
        verdicts = {
            scan.__name__: {path: attempt(scan, folder / path) for path in paths} for scan in (picklescan_, modelscan_)
        }
    print(json.dumps({name.rstrip("_"): each for name, each in verdicts.items()}))


def attempt(scan, path):
    try:
        return scan(path)
    except Exception:
        return "unread"


def picklescan_(path):
    found = picklescan.scanner.scan_file_path(str(path))
    if found.issues_count > 0:
        return "dangerous"
    if found.scan_err or found.scanned_files == 0:
        return "unread"
    suspicious = any(each.safety == picklescan.scanner.SafetyLevel.Suspicious for each in found.globals)
    return "suspicious" if suspicious else "clean"


def modelscan_(path):
    report = ModelScan().scan(path)
    if report["summary"]["total_issues"] > 0:
        return "dangerous"
    # Entries of an archive that are no pickles are listed as not supported; that is no gap.
    skipped = {each["category"] for each in report["summary"]["skipped"]["skipped_files"]}
    if report["errors"] or report["summary"]["scanned"]["total_scanned"] == 0 or skipped - {"SCAN_NOT_SUPPORTED"}:
        return "unread"
    return "clean"


if __name__ == "__main__":
    main()
