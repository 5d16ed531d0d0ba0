# -*- coding: utf-8 -*-
"""Set minigrad up and open it: `python3 start.py`, or run every test: `python3 start.py test`.

Makes an environment of its own in .minigrad/, puts uv there with pip, and hands over to
`uv run minigrad lab` or `uv run pytest`, passing further arguments on.
Standard library only, and every line parses on old Pythons, so that they too get a clear sentence.
"""

import ast
import locale
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = os.path.join(HERE, ".minigrad")
TOOLS = os.path.join(ENVIRONMENT, "Scripts" if os.name == "nt" else "bin", "")
UV_VERSION = "0.13.8"

SENTENCES = {  # in English and Chinese; {0} and {1} are details
    "python": """minigrad needs Python 3.11 or newer and this is {0}: install one and run start.py with it.
        minigrad 需要 Python 3.11 或更新的版本，而这是 {0}：请安装新版 Python，再用它运行 start.py。""",
    "venv": """Python has no {0} module: install it (Debian: sudo apt install python{1}-venv), then try again.
        这个 Python 缺少模块 {0}：请先安装（Debian：sudo apt install python{1}-venv），再试一次。""",
    "write": """Cannot write in {0} ({1}): allow it, or move minigrad to a folder of your own, and try again.
        无法写入 {0}（{1}）：请打开写权限，或把 minigrad 移到自己的文件夹，再试一次。""",
    "space": """The disk is full: free about 1 GB and try again.
        磁盘已满：请腾出约 1 GB 空间，再试一次。""",
    "network": """Cannot download: check the network or set a mirror (pip config set global.index-url) and try again.
        无法下载：请检查网络，或设置附近的镜像（见 README.zh-CN.md），再试一次。""",
    "other": """The set-up failed, see above: mend that, or delete .minigrad and .venv in {0}, and try again.
        安装失败，原因见上：请先解决它，或删除 {0} 里的 .minigrad 和 .venv，再试一次。""",
    "wait": """Setting up in {0} (the first time some minutes, then seconds) ...
        正在 {0} 安装（第一次要几分钟，以后只要几秒）……""",
}
CAUSES = {  # what pip and uv print, in small letters, when one of these is the cause
    "space": ("no space left", "os error 28", "os error 112", "disk quota"),
    "write": ("permission denied", "access is denied", "read-only file system", "os error 13", "os error 30"),
    "network": ("to fetch", "to download", "connection", "timed out", "certificate", "no matching"),
}
COMMANDS = ("lab", "progress", "export", "course", "-h", "--help", "--version")  # all else belongs to lab
HANDED_ON = {  # pip's settings under the names that uv knows, so that a mirror set for pip serves both
    "index-url": "UV_DEFAULT_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
}


def sentence(key, *details):
    names = [os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = [name for name in names if name] or [locale.setlocale(locale.LC_CTYPE, "")]
    chinese = chosen[0].lower().startswith(("zh", "chinese"))
    return SENTENCES[key].split("\n")[chinese].strip().format(*details)


def refuse(error):
    """The operating system refused something: say what to do about it."""
    sys.exit(sentence("space") if error.errno in (28, 122) else sentence("write", HERE, error.strerror))


def run(command, environment=None):
    """Run pip or uv, pass its progress on, and say the cause in one sentence if it fails."""
    text = ""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=HERE, env=environment, **streams) as process:
        for line in process.stdout:
            line = line.decode("utf-8", "replace")
            text += line
            if line.strip().startswith(("Collecting", "Downloading", "Downloaded", "Installed")):
                sys.stderr.write("  " + line.strip() + "\n")
                sys.stderr.flush()
    if process.returncode:
        for cause, signs in CAUSES.items():
            if any(sign in text.lower() for sign in signs):
                sys.exit(sentence(cause, HERE, line.strip()))
        sys.exit(text + sentence("other", HERE))
    return text


def install_uv():
    """Make the environment that holds uv and nothing else."""
    try:
        import ensurepip  # Debian leaves it out, and venv would fail late and at length
        import venv
    except ImportError as error:
        sys.exit(sentence("venv", error.name, "%d.%d" % sys.version_info[:2]))
    try:
        venv.create(ENVIRONMENT, clear=True, symlinks=os.name != "nt")
    except OSError as error:
        refuse(error)
    run([TOOLS + "python", "-m", ensurepip.__name__, "--default-pip"])
    run([TOOLS + "python", "-m", "pip", "install", "--no-user", "uv==" + UV_VERSION])


def environment_for_uv():
    """The learner's variables, and what pip knows of mirror, proxy and certificates."""
    import ssl

    found = {}
    listed = run([TOOLS + "python", "-m", "pip", "config", "list"]).splitlines()
    for section in ("global.", "install.", ":env:."):  # the later one wins, as in pip
        for line in listed:
            key, _, value = line.partition("=")
            if key.startswith(section) and key[len(section) :] in HANDED_ON:
                found[HANDED_ON[key[len(section) :]]] = " ".join(ast.literal_eval(value).split())
    if "UV_INDEX_URL" in os.environ:
        found.pop("UV_DEFAULT_INDEX", None)
    # pip trusts the system's certificates, uv only when told to.
    if not sys.platform.startswith("linux") or ssl.create_default_context().cert_store_stats()["x509_ca"]:
        found["UV_SYSTEM_CERTS"] = "true"
    return dict(found, **dict(os.environ, UV_PYTHON_DOWNLOADS="never"))


def main(arguments):
    if sys.version_info < (3, 11):
        sys.exit(sentence("python", "%d.%d" % sys.version_info[:2]))
    sys.stderr.reconfigure(errors="replace")  # a console that cannot print Chinese prints question marks
    os.environ.pop("VIRTUAL_ENV", None)  # another environment: uv would warn that it is not used
    try:
        os.makedirs(ENVIRONMENT, exist_ok=True)
        open(os.path.join(ENVIRONMENT, "writable"), "w").close()
    except OSError as error:
        refuse(error)
    try:
        ready = UV_VERSION in subprocess.check_output([TOOLS + "uv", "--version"]).decode()
    except (OSError, subprocess.CalledProcessError):
        ready = False
    if not (ready and os.path.exists(os.path.join(HERE, ".venv"))):
        sys.stderr.write(sentence("wait", HERE) + "\n")
    if not ready:
        install_uv()
    environment = environment_for_uv()
    testing = arguments[:1] == ["test"]
    project = ["--project", HERE, "--python", sys.executable]
    run([TOOLS + "uv", "sync", "--inexact"] + ["--no-dev"] * (not testing) + project, environment)
    if testing:
        os.chdir(HERE)
        command = ["pytest"] + arguments[1:]
    else:
        named = arguments[:1] and arguments[0] in COMMANDS
        command = ["minigrad"] + ["lab"] * (not named) + arguments
    with subprocess.Popen([TOOLS + "uv", "run", "--no-sync"] + project + command, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # Ctrl-C reaches the command too, which knows how to end
                pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
