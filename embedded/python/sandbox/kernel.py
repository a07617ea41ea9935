"""What runs cells inside the sandbox: one namespace, results, pictures, tracebacks, interrupts.

It writes what happens as JSON to a device of the sandbox; text that code prints goes to the descriptors 1 and 2. It holds no
JavaScript object, so that code which looks for one here finds none.
"""

import ast
import asyncio
import base64
import builtins
import codeop
import io
import json
import linecache
import os
import pprint
import random
import re
import sys
import time
import traceback
import types

WORKING_DIRECTORY = "/files"
EVENTS = "/dev/kernel"
MISSING = (
    "This Python runs inside the chat's own process and has the standard library only. "
    "An operator who connects a Jupyter server gets numpy, pandas, matplotlib and the rest."
)
NO_INPUT = "Code cannot ask for input here: put the value into the code."
TEXT_LIMIT = 1_000_000

_write, _dumps, _b64 = os.write, json.dumps, base64.b64encode


class _Events:
    """The way out for everything that is not plain text."""

    def __init__(self):
        self._descriptor = None

    def send(self, kind, content):
        if self._descriptor is None:
            self._descriptor = os.open(EVENTS, os.O_WRONLY)
        _write(self._descriptor, _dumps({"type": kind, "content": content}).encode("utf-8", "replace"))


_events = _Events()


class _Stream(io.TextIOBase):
    """sys.stdout and sys.stderr: every write leaves at once, the sandbox joins what comes close together."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, descriptor, name):
        self._descriptor = descriptor
        self.name = name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        data = text.encode("utf-8", "backslashreplace")
        while data:
            data = data[_write(self._descriptor, data) :]
        return len(text)

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor

    def isatty(self):
        return False

    def flush(self):
        pass


# --- What a value looks like -----------------------------------------------------------------------------------------

_REPRESENTATIONS = {
    "_repr_html_": "text/html",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_gif_": "image/gif",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
}


def _plain(value):
    try:
        text = pprint.pformat(value, width=100) if isinstance(value, (list, dict, tuple, set)) else repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr fails: {type(error).__name__}>"
    return text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}... ({len(text)} characters)"


def _encoded(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _b64(bytes(value)).decode("ascii")
    return value


def _bundle(value):
    data = {}
    if not isinstance(value, type):
        whole = getattr(value, "_repr_mimebundle_", None)
        if callable(whole):
            try:
                made = whole(include=None, exclude=None)
                data.update({str(key): _encoded(item) for key, item in (made[0] if isinstance(made, tuple) else made).items()})
            except Exception:
                traceback.print_exc()
        for name, kind in _REPRESENTATIONS.items():
            method = getattr(value, name, None)
            if kind in data or not callable(method):
                continue
            try:
                made = method()
            except Exception:
                traceback.print_exc()
                continue
            if isinstance(made, tuple):
                made = made[0]
            if made is not None:
                data[kind] = _encoded(made)
    data.setdefault("text/plain", _plain(value))
    return json.loads(_dumps(data, default=str))


class DisplayHandle:
    def __init__(self, display_id):
        self.display_id = display_id

    def display(self, value, **options):
        display(value, display_id=self.display_id, **options)

    def update(self, value, **options):
        update_display(value, display_id=self.display_id, **options)


def display(*values, display_id=None, raw=False, update=False, **_options):
    """Shows values in the conversation."""
    if display_id is True:
        display_id = os.urandom(8).hex()
    for value in values:
        data = json.loads(_dumps(value, default=str)) if raw and isinstance(value, dict) else _bundle(value)
        content = {"data": data, "metadata": {}, "transient": {"display_id": display_id} if display_id else {}}
        _events.send("update_display_data" if update else "display_data", content)
    return DisplayHandle(display_id) if display_id and not update else None


def update_display(value, *, display_id, **options):
    display(value, display_id=display_id, update=True, **options)


def clear_output(wait=False):
    _events.send("clear_output", {"wait": bool(wait)})


def _shown_as(name, *representations):
    """A class of IPython.display: text (or bytes) that is shown as one media type."""

    def __init__(self, data=None, url=None, filename=None, **_options):
        if url is not None:
            raise OSError("There is no network here: give the data itself.")
        if filename is not None:
            with open(filename, "rb") as file:
                data = file.read()
            if representations[0] not in ("_repr_png_", "_repr_jpeg_", "_repr_gif_"):
                data = data.decode("utf-8")
        self.data = data

    body = {"__init__": __init__, "__repr__": lambda self: f"<IPython.display.{name} object>"}
    for representation in representations:
        body[representation] = lambda self: self.data
    return type(name, (), body)


HTML = _shown_as("HTML", "_repr_html_")
Markdown = _shown_as("Markdown", "_repr_markdown_")
SVG = _shown_as("SVG", "_repr_svg_")
Latex = _shown_as("Latex", "_repr_latex_")
JSON = _shown_as("JSON", "_repr_json_")


class Math:
    def __init__(self, data):
        self.data = data

    def _repr_latex_(self):
        return f"$\\displaystyle {str(self.data).strip('$')}$"


class Image:
    _kinds = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif"))

    def __init__(self, data=None, filename=None, url=None, **_options):
        if url is not None:
            raise OSError("There is no network here: give the data itself.")
        if isinstance(data, str) or (data is None and filename is None):
            filename, data = data, None
        if filename is not None:
            with open(filename, "rb") as file:
                data = file.read()
        self.data = bytes(data)

    def _repr_mimebundle_(self, include=None, exclude=None):
        for start, kind in self._kinds:
            if self.data.startswith(start):
                return {kind: self.data}
        return {"image/svg+xml": self.data.decode("utf-8")}


def _install_ipython_names():
    package = types.ModuleType("IPython", "The names of IPython that code for notebooks uses most.")
    shown = types.ModuleType("IPython.display")
    for value in (display, update_display, clear_output, DisplayHandle, HTML, Markdown, SVG, Latex, JSON, Math, Image):
        setattr(shown, value.__name__, value)
    package.display = shown
    package.get_ipython = lambda: None
    package.__path__ = []
    sys.modules["IPython"], sys.modules["IPython.display"] = package, shown
    builtins.display = display


# --- Running ---------------------------------------------------------------------------------------------------------

_PACKAGES = re.compile(r"[ \t]*[!%](?:python3? -m )?(?:pip3?|conda|mamba)\b")
_PLOTTING = re.compile(r"[ \t]*%(?:matplotlib|config|load_ext)\b")


def _without_magics(code):
    """Lines that only IPython understands, as far as they have a meaning here."""
    lines = code.split("\n")
    for index, line in enumerate(lines):
        if _PACKAGES.match(line):
            lines[index] = f"{line[: len(line) - len(line.lstrip())]}raise ImportError({MISSING!r})"
        elif _PLOTTING.match(line):
            lines[index] = f"{line[: len(line) - len(line.lstrip())]}pass"
    return "\n".join(lines)


def _parse(code, name):
    try:
        return ast.parse(code, name)
    except SyntaxError:
        changed = _without_magics(code)
        if changed == code:
            raise
        return ast.parse(changed, name)


class Kernel:
    def __init__(self):
        self.count = 0
        self.task = None
        self.namespace = sys.modules["__main__"].__dict__

    def prepare(self):
        """Everything that can be done before a memory snapshot is taken."""
        os.makedirs(WORKING_DIRECTORY, exist_ok=True)
        os.chdir(WORKING_DIRECTORY)
        sys.path[:] = ["", *[path for path in sys.path if path]]
        sys.stdout, sys.stderr = _Stream(1, "<stdout>"), _Stream(2, "<stderr>")
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
        builtins.input = _refuse_input
        sys.stdin = None
        _install_ipython_names()
        _make_sleep_interruptible()
        self.namespace.pop("kernel_source", None)

    def wake(self):
        """What a snapshot cannot hold, and what must differ between two kernels that came from one."""
        _close_ways_to_javascript()
        for name in [*os.environ]:
            if name not in ("HOME", "LANG", "PATH", "PYTHONINSPECT"):
                del os.environ[name]
        random.seed(os.urandom(32))
        os.chdir(WORKING_DIRECTORY)

    async def run(self, request):
        request = json.loads(request)
        code, silent = request["code"], request["silent"]
        if not silent:
            self.count += 1
        name = f"<cell {self.count}>" if not silent else "<silent>"
        linecache.cache[name] = (len(code), None, code.splitlines(True), name)
        reply = {"status": "ok", "execution_count": self.count, "payload": [], "user_expressions": {}}
        try:
            value = await self._execute(_parse(code, name), name)
            if value is not None and not silent:
                self.namespace["_"] = value
                _events.send(
                    "execute_result", {"data": _bundle(value), "metadata": {}, "execution_count": self.count}
                )
            for key, expression in request["expressions"].items():
                reply["user_expressions"][key] = self._evaluate(expression)
        except BaseException as error:
            failure = self._describe(error, name)
            if not silent:
                _events.send("error", failure)
            reply = {"status": "error", "execution_count": self.count, **failure}
        return _dumps(reply)

    async def _execute(self, tree, name):
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        try:
            await self._evaluate_code(tree, name, "exec")
            if last is not None:
                return await self._evaluate_code(last, name, "eval")
        finally:
            self.task = None
        return None

    async def _evaluate_code(self, tree, name, mode):
        code = compile(tree, name, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        made = eval(code, self.namespace)
        if code.co_flags & 0x80:  # CO_COROUTINE: the code awaits at its top level.
            self.task = asyncio.ensure_future(made)
            return await self.task
        return made

    def _evaluate(self, expression):
        try:
            return {"status": "ok", "data": {"text/plain": repr(eval(expression, self.namespace))}, "metadata": {}}
        except BaseException as error:
            return {"status": "error", **self._describe(error, "<expression>")}

    def _describe(self, error, name):
        if isinstance(error, asyncio.CancelledError):
            error = KeyboardInterrupt().with_traceback(error.__traceback__)
        if isinstance(error, ModuleNotFoundError):
            error.add_note(MISSING)
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename != name:
            frames = frames.tb_next
        try:
            report = traceback.TracebackException(type(error), error, frames, compact=True, max_group_depth=5)
            lines = "".join(report.format()).rstrip("\n").split("\n")
        except BaseException:
            lines = [f"{type(error).__name__}: (its traceback cannot be shown)"]
        try:
            message = str(error)
        except BaseException:
            message = "(its message cannot be shown)"
        return {"ename": type(error).__name__, "evalue": message[:65_536], "traceback": lines[-500:]}

    def cancel(self):
        """Interrupts code that waits, which no signal reaches."""
        if self.task is not None:
            self.task.cancel()


class StdinNotImplementedError(RuntimeError):
    pass


def _refuse_input(prompt="", /):
    raise StdinNotImplementedError(NO_INPUT)


def _make_sleep_interruptible():
    sleep = time.sleep
    while hasattr(sleep, "__wrapped__"):
        sleep = sleep.__wrapped__
    monotonic = time.monotonic

    def sliced(seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            sleep(min(left, 0.004))

    sliced.__name__ = sliced.__qualname__ = "sleep"
    time.sleep = sliced


def _close_ways_to_javascript():
    from _pyodide._importhook import jsfinder

    import pyodide.code
    import pyodide.webloop

    jsfinder.jsproxies.clear()
    if jsfinder in sys.meta_path:
        sys.meta_path.remove(jsfinder)
    for name in [name for name in sys.modules if name.split(".")[0] in ("js", "pyodide_js")]:
        del sys.modules[name]
    for name in ("pyodide.http", "pyodide.http._pyfetch", "pyodide._package_loader", "pyodide.ffi.wrappers"):
        sys.modules.pop(name, None)

    # webloop asks it whether a loop may block; here it may not.
    api = types.ModuleType("pyodide_js._api")
    api.config = types.SimpleNamespace(enableRunUntilComplete=False)
    package = types.ModuleType("pyodide_js")
    package._api, package.__path__ = api, []
    sys.modules["pyodide_js"], sys.modules["pyodide_js._api"] = package, api

    def run(main, **_options):
        main.close()
        raise RuntimeError("An event loop runs already: write `await main()` instead of `asyncio.run(main())`.")

    asyncio.run = run


kernel = Kernel()
