"""Pickles written opcode by opcode, so that nothing of what they name has to exist here."""

import struct


class Raw(bytes):
    """Instructions that leave one value on the stack."""


def call(target, arguments, protocol):
    """The instructions of `module.name(*arguments)`; `target` is "module:name"."""
    return Raw(imported(target, protocol) + value(tuple(arguments), protocol) + b"R")


def imported(target, protocol):
    module, name = target.split(":")
    if protocol < 4:
        return Raw(f"c{module}\n{name}\n".encode())
    return Raw(value(module, protocol) + value(name, protocol) + b"\x93")


def value(of, protocol):
    if isinstance(of, Raw):
        return of
    if of is None:
        return b"N"
    if isinstance(of, int):
        return f"I{of:02d}\n".encode() if isinstance(of, bool) else f"I{of}\n".encode()
    if isinstance(of, str):
        encoded = of.encode()
        if protocol == 0:
            return b"V" + of.encode("raw-unicode-escape").replace(b"\n", b"\\u000a") + b"\n"
        return b"X" + struct.pack("<I", len(encoded)) + encoded
    if isinstance(of, bytes):
        if protocol < 3:
            return call("_codecs:encode", (of.decode("latin1"), "latin1"), protocol)
        return b"B" + struct.pack("<I", len(of)) + of
    if isinstance(of, dict):
        return b"(" + b"".join(value(part, protocol) for pair in of.items() for part in pair) + b"d"
    items = b"(" + b"".join(value(item, protocol) for item in of)
    return items + (b"t" if isinstance(of, tuple) else b"l")


def pickled(instructions, protocol):
    return header(protocol) + instructions + b"."


def header(protocol):
    return b"" if protocol < 2 else b"\x80" + bytes([protocol])
