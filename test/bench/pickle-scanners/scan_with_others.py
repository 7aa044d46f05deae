"""Scan the files of a corpus with picklescan, modelscan and modelaudit, one at a time, through their Python interfaces.

    python scan_with_others.py FOLDER

reads `FOLDER/corpus.json` and prints `{"picklescan": {path: verdict}, "modelscan": …}` as JSON. A verdict
is `dangerous`, `suspicious`, `unread` (an error, or not scanned) or `clean`.
"""

import contextlib
import json
import logging
import os
import sys
from pathlib import Path

os.environ.update(PROMPTFOO_DISABLE_TELEMETRY="1", NO_ANALYTICS="1")

import picklescan.scanner
from modelaudit.core import scan_model_directory_or_file
from modelscan.modelscan import ModelScan


def main():
    folder = Path(sys.argv[1]).resolve()
    paths = [entry["path"] for entry in json.loads((folder / "corpus.json").read_text())]
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stdout(sys.stderr):
        verdicts = {
            scan.__name__: {path: attempt(scan, folder / path) for path in paths} for scan in SCANS
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


def modelaudit_(path):
    result = scan_model_directory_or_file(str(path), cache_enabled=False)
    severities = {issue.severity.value for issue in result.issues}
    if "critical" in severities:
        return "dangerous"
    # What it has no scanner for is reported as a format that it does not know.
    if result.has_errors or not result.scanner_names:
        return "unread"
    return "suspicious" if "warning" in severities else "clean"


SCANS = (picklescan_, modelscan_, modelaudit_)


if __name__ == "__main__":
    main()
