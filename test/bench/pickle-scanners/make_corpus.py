"""Write the corpus that the pickle scanners are measured on.

    python make_corpus.py FOLDER

writes `FOLDER/benign`, `FOLDER/honest`, `FOLDER/malicious` and `FOLDER/corpus.json`, a list of the files with what
they are. The payloads of the malicious ones print a word or do nothing; nothing here loads them.
"""

import json
import sys
from pathlib import Path

from assembler import call, pickled
from benign import write_benign
from carriers import write_carriers
from containers import write_containers
from gadgets import DIRECT, indirect
from honest import write_honest

PROTOCOLS = (4, 2, 0, 3, 5, 1)


def main():
    folder = Path(sys.argv[1])
    files = []
    (folder / "malicious").mkdir(parents=True)

    def add(group, gadget, name, content):
        (folder / "malicious" / name).write_bytes(content)
        files.append({"path": f"malicious/{name}", "label": "malicious", "group": group, "calls": gadget})

    for at, (target, arguments) in enumerate(DIRECT):
        # Dotted names are looked up part by part from protocol 4 on.
        protocol = 4 if "." in target.split(":")[1] else PROTOCOLS[at % len(PROTOCOLS)]
        content = pickled(call(target, arguments, protocol), protocol)
        add("gadget", target, f"gadget-{target.replace(':', '.')}-{protocol}.pkl", content)
    for protocol in (2, 4):
        for name, instructions in indirect(protocol).items():
            add("indirect", name, f"indirect-{name}-{protocol}.pkl", pickled(instructions, protocol))
    write_carriers(lambda carrier, gadget, name, content: add(f"carrier {carrier}", gadget, name, content))
    write_containers(add)

    for group, path in (*write_benign(folder / "benign"), *write_honest(folder / "honest")):
        files.append({"path": str(path.relative_to(folder)), "label": "benign", "group": group})
    (folder / "corpus.json").write_text(json.dumps(files, indent=1))


if __name__ == "__main__":
    main()
