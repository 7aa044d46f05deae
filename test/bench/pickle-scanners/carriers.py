"""Where a harmful pickle hides: instructions, streams, and the files around them."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

from assembler import Raw, call, header, imported, pickled, value

GADGETS = {
    "system": ("posix:system", ("echo harmless",)),
    "exec": ("builtins:exec", ("print('harmless')",)),
    "runpy": ("runpy:run_module", ("this",)),
    "torch": ("torch.utils.collect_env:run", ("echo harmless",)),
}


def write_carriers(add):
    """Calls `add(carrier, gadget, file name, bytes)` for every file."""
    chosen = list(GADGETS.items())
    for at, (carrier, (ending, make)) in enumerate(CARRIERS.items()):
        # One that every scanner knows, and one of the others in turn.
        for gadget, (target, arguments) in (chosen[0], chosen[1 + at % 3]):
            add(carrier, gadget, f"{carrier}-{gadget}.{ending}", make(target, arguments))


def plain(target, arguments, protocol=4):
    return pickled(call(target, arguments, protocol), protocol)


def inst(target, arguments):
    module, name = target.split(":")
    return pickled(b"(" + b"".join(value(a, 0) for a in arguments) + f"i{module}\n{name}\n".encode(), 0)


def obj(target, arguments, after=b""):
    return pickled(b"(" + imported(target, 2) + b"".join(value(a, 2) for a in arguments) + b"o" + after, 2)


def build(target, arguments):
    """An object whose __setstate__ is the function: BUILD calls it with the state."""
    made = imported("builtins:object", 4)
    state = Raw(b"N" + value({"__setstate__": imported(target, 4)}, 4) + b"\x86")
    return pickled(imported("__main__:Harmless", 4) + b")\x81" + state + b"b" + value(arguments[0], 4) + b"b" + made + b"0", 4)


def newobj(target, arguments):
    return pickled(imported(target, 2) + value(tuple(arguments), 2) + b"\x81", 2)


def newobj_ex(target, arguments):
    return pickled(imported(target, 4) + value(tuple(arguments), 4) + b"}\x92", 4)


def from_memo(target, arguments, between=b""):
    """The names are stored first and fetched later, in the other order."""
    module, name = target.split(":")
    stored = value(name, 4) + b"q\x010" + value(module, 4) + b"q\x020"
    return pickled(stored + between + b"h\x02h\x01\x93" + value(tuple(arguments), 4) + b"R", 4)


def memoize(target, arguments):
    module, name = target.split(":")
    stored = value(name, 4) + b"\x940" + value(module, 4) + b"\x940"
    return pickled(stored + b"h\x01h\x00\x93" + value(tuple(arguments), 4) + b"R", 4)


def long_memo(target, arguments):
    module, name = target.split(":")
    stored = value(module, 4) + b"r" + struct.pack("<I", 70_000) + b"0" + b"p7\n".join([value(name, 4), b"0"])
    return pickled(stored + b"j" + struct.pack("<I", 70_000) + b"g7\n\x93" + value(tuple(arguments), 4) + b"R", 4)


def computed_name(target, arguments):
    """The names are results of calls, so that no instruction spells them."""
    module, name = target.split(":")
    made = [call("builtins:str", (part,), 4) for part in (module, name)]
    return pickled(made[0] + made[1] + b"\x93" + value(tuple(arguments), 4) + b"R", 4)


def duplicated(target, arguments):
    return pickled(imported(target, 4) + b"2" + value(tuple(arguments), 4) + b"R0" + b"0N", 4)


def binary_strings(target, arguments):
    """The names as SHORT_BINSTRING, BINSTRING and STRING, which are text of Python 2."""
    module, name = target.split(":")
    names = b"U" + bytes([len(module)]) + module.encode() + b"T" + struct.pack("<I", len(name)) + name.encode()
    return b"\x80\x04" + names + b"\x93" + value(tuple(arguments), 4) + b"R."


def framed(target, arguments):
    body = call(target, arguments, 4) + b"."
    return b"\x80\x04\x95" + struct.pack("<Q", len(body)) + body


def wrong_frame(target, arguments):
    return b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + call(target, arguments, 4) + b"."


def nested(target, arguments):
    return pickled(call("torch.storage:_load_from_bytes", (plain(target, arguments),), 4), 4)


def nested_loads(target, arguments):
    return pickled(call("pickle:loads", (plain(target, arguments, 2),), 3), 3)


def second(target, arguments):
    return pickled(value({"a": 1}, 4), 4) + plain(target, arguments)


def second_after(between):
    return lambda target, arguments: pickled(value({"a": 1}, 4), 4) + between + plain(target, arguments)


def broken(tail):
    return lambda target, arguments: header(4) + call(target, arguments, 4) + tail


def npy(target, arguments):
    described = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    head = described.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + plain(target, arguments)


def npz(target, arguments):
    return zipped({"a.npy": npy(target, arguments)})


def zipped(entries, method=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def torch_zip(target, arguments, entry="archive/data.pkl", method=zipfile.ZIP_STORED):
    return zipped({entry: plain(target, arguments, 2), "archive/version": b"3\n", "archive/data/0": bytes(16)}, method)


def torch_extra(target, arguments):
    clean = pickled(value({"a": 1}, 2), 2)
    return zipped({"archive/data.pkl": clean, "archive/extra/notes.txt": plain(target, arguments, 2)})


def torch_twice(target, arguments):
    """Two entries of one name: the directory's last one is what most readers take."""
    clean = pickled(value({"a": 1}, 2), 2)
    bad = plain(target, arguments, 2)
    name = "archive/data.pkl"
    file = zipped({name: clean, name.replace("data", "dat2"): bad, "archive/version": b"3\n"})
    return file.replace(b"dat2.pkl", b"data.pkl")


def changed(archive, of_central, of_local, write):
    """The archive with a field changed in every header, local and central."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x01\x02", of_central), (b"PK\x03\x04", of_local)):
        at = changed.find(signature)
        while at >= 0 and offset is not None:
            write(changed, at + offset)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def torch_bad_crc(target, arguments):
    def write(file, at):
        file[at] ^= 0xFF

    return changed(torch_zip(target, arguments), 16, 14, write)


def torch_encryption_flag(target, arguments):
    def write(file, at):
        file[at] |= 1

    return changed(torch_zip(target, arguments), 8, 6, write)


def torch_local_flag(target, arguments):
    def write(file, at):
        file[at] |= 1

    return changed(torch_zip(target, arguments), None, 6, write)


def torch_renamed(target, arguments):
    """The name in the local header differs from the one in the directory."""
    file = bytearray(torch_zip(target, arguments))
    at = file.index(b"archive/data.pkl")
    file[at : at + 16] = b"archive/data.pkx"
    return bytes(file)


def torch_prefixed(target, arguments):
    return b"harmless" * 8 + torch_zip(target, arguments)


def legacy(target, arguments, magic=0x1950A86A20F9469CFC6C):
    number = magic.to_bytes(10, "little")
    parts = [b"\x8a\x0a" + number, b"M\xe9\x03", value({"little_endian": True}, 2)]
    head = b"".join(pickled(part, 2) for part in parts)
    return head + plain(target, arguments, 2) + pickled(value([], 2), 2)


def legacy_magic_calls(target, arguments):
    """The harmful call is the magic number itself."""
    return plain(target, arguments, 2) + legacy("builtins:object", ())


def tarred(target, arguments, mode="w"):
    file = io.BytesIO()
    content = plain(target, arguments)
    with tarfile.open(fileobj=file, mode=mode) as archive:
        entry = tarfile.TarInfo("model.pkl")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def old_joblib(target, arguments):
    """Joblib before 0.10: `ZF`, the length in hexadecimal, and zlib."""
    content = plain(target, arguments, 2)
    return b"ZF" + hex(len(content)).encode().ljust(19) + zlib.compress(content)


def lz4_stored(target, arguments):
    """A frame of LZ4 with one stored block; the header's checksum is that of these two bytes."""
    content = plain(target, arguments)
    return (
        struct.pack("<I", 0x184D2204) + b"\x60\x40\x82" + struct.pack("<I", len(content) | 1 << 31) + content + bytes(4)
    )


def joblib_array(target, arguments):
    """An array's wrapper, its raw numbers, and an instruction after them."""
    wrapper = imported("joblib.numpy_pickle:NumpyArrayWrapper", 4) + b")\x81"
    state = {
        "subclass": imported("numpy:ndarray", 4),
        "shape": (2,),
        "order": "C",
        "dtype": Raw(call("numpy:dtype", ("f8", False, True), 4)),
        "allow_mmap": False,
    }
    return pickled(b"(" + wrapper + value(state, 4) + b"b" + bytes(16) + call(target, arguments, 4) + b"l", 4)


def persistent(target, arguments):
    return pickled(call(target, arguments, 2) + b"Q", 2)


def in_dict_state(target, arguments):
    """A model's dictionary with the call as one of its values, as in a real checkpoint."""
    return pickled(
        value({"epoch": 3, "weights": [1, 2, 3], "schedule": Raw(call(target, arguments, 2))}, 2), 2
    )


def protocol(number):
    return lambda target, arguments: plain(target, arguments, number)


CARRIERS = {
    **{f"protocol-{number}": ("pkl", protocol(number)) for number in range(6)},
    "inst": ("pkl", inst),
    "obj": ("pkl", obj),
    "obj-pop": ("pkl", lambda t, a: obj(t, a, b"0N")),
    "build": ("pkl", build),
    "newobj": ("pkl", newobj),
    "newobj-ex": ("pkl", newobj_ex),
    "names-from-memo": ("pkl", from_memo),
    "names-from-memo-after-noise": ("pkl", lambda t, a: from_memo(t, a, b"]" * 40 + b"0" * 40)),
    "names-memoized": ("pkl", memoize),
    "names-in-far-memo": ("pkl", long_memo),
    "names-computed": ("pkl", computed_name),
    "names-as-byte-strings": ("pkl", binary_strings),
    "dup-and-pop": ("pkl", duplicated),
    "frame": ("pkl", framed),
    "frame-too-long": ("pkl", wrong_frame),
    "nested-torch-bytes": ("pkl", nested),
    "nested-loads": ("pkl", nested_loads),
    "second-pickle": ("pkl", second),
    "second-pickle-after-zeros": ("pkl", second_after(bytes(64))),
    "second-pickle-after-text": ("pkl", second_after(b"\nharmless\n")),
    "no-stop": ("pkl", broken(b"")),
    "stack-underflow": ("pkl", broken(b"00000.")),
    "unknown-opcode": ("pkl", broken(b"\xff.")),
    "missing-memo": ("pkl", broken(b"h\xfe.")),
    "bad-utf8": ("pkl", broken(b"X\x02\x00\x00\x00\xff\xfe.")),
    "persistent-id": ("pkl", persistent),
    "among-values": ("pkl", in_dict_state),
    "pickle-as-bin": ("bin", protocol(0)),
    "pickle-as-pt": ("pt", protocol(2)),
    "pickle-as-ckpt": ("ckpt", protocol(0)),
    "pickle-as-dat": ("dat", protocol(4)),
    "pickle-as-model": ("model", protocol(4)),
    "pickle-as-txt": ("txt", protocol(0)),
    "pickle-as-h5": ("h5", protocol(4)),
    "pickle-without-ending": ("sav", protocol(3)),
    "joblib": ("joblib", protocol(4)),
    "joblib-after-array": ("joblib", joblib_array),
    "joblib-zlib": ("joblib", lambda t, a: zlib.compress(plain(t, a))),
    "joblib-gzip": ("joblib", lambda t, a: gzip.compress(plain(t, a), mtime=0)),
    "joblib-bz2": ("joblib", lambda t, a: bz2.compress(plain(t, a))),
    "joblib-xz": ("joblib", lambda t, a: lzma.compress(plain(t, a))),
    "joblib-lzma": ("joblib", lambda t, a: lzma.compress(plain(t, a), lzma.FORMAT_ALONE)),
    "joblib-lz4": ("joblib", lz4_stored),
    "joblib-zfile": ("joblib", old_joblib),
    "gzip-as-pkl": ("pkl", lambda t, a: gzip.compress(plain(t, a), mtime=0)),
    "gzip-cut-short": ("joblib", lambda t, a: gzip.compress(plain(t, a) + bytes(50), mtime=0)[:-8]),
    "npy-object": ("npy", npy),
    "npz-object": ("npz", npz),
    "npy-as-pkl": ("pkl", npy),
    "torch-zip": ("pt", torch_zip),
    "torch-zip-bin": ("bin", torch_zip),
    "torch-zip-deflated": ("pt", lambda t, a: torch_zip(t, a, method=zipfile.ZIP_DEFLATED)),
    "torch-zip-bad-crc": ("pt", torch_bad_crc),
    "torch-zip-encryption-flag": ("pt", torch_encryption_flag),
    "torch-zip-local-encryption-flag": ("pt", torch_local_flag),
    "torch-zip-renamed-local": ("pt", torch_renamed),
    "torch-zip-other-entry": ("pt", torch_extra),
    "torch-zip-entry-without-ending": ("pt", lambda t, a: torch_zip(t, a, "archive/data")),
    "torch-zip-two-of-one-name": ("pt", torch_twice),
    "torch-zip-after-prefix": ("pt", torch_prefixed),
    "torch-legacy": ("pt", legacy),
    "torch-legacy-wrong-magic": ("pt", lambda t, a: legacy(t, a, 0x1234)),
    "torch-legacy-magic-calls": ("pt", legacy_magic_calls),
    "zip-of-pickle": ("zip", lambda t, a: zipped({"model.pkl": plain(t, a)})),
    "zip-in-zip": ("zip", lambda t, a: zipped({"model.pt": torch_zip(t, a)})),
    "tar": ("tar", tarred),
    "tar-gzip": ("tar.gz", lambda t, a: tarred(t, a, "w:gz")),
}
