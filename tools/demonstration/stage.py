"""What a demonstration stands on: a folder of its own, a daemon with a simulated clock, a subscriber, `hometime`."""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

PASSWORD = "correct horse battery staple"


class Wrong(Exception):
    """A step did not come out as it must."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(seconds: float, holds, what: str, every: float = 0.05):
    """What `holds` returns once that is true. Wrong after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = holds()
        if value:
            return value
        time.sleep(every)
    raise Wrong(f"waited {seconds:.0f} s for {what}")


class Stage:
    """Everything lives in one temporary folder, which close() removes with what runs in it."""

    def __init__(self, programs: Path, clock: str, speed: float):
        self.programs, self.clock, self.speed = programs, clock, speed
        self.folder = Path(tempfile.mkdtemp(prefix="hometime-demo-"))
        self.data = self.folder / "data"
        self.journal = self.folder / "journal.log"
        self.bus = f"tcp://127.0.0.1:{free_port()}"
        self.environment = dict(os.environ, HOMETIME_SOCKET=str(self.folder / "socket"),
                                XDG_STATE_HOME=str(self.folder / "sign-ins"))
        self.environment.pop("HOMETIME_AS", None)
        self.environment.pop("HOMETIME_SCHOOL", None)
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "hometimed.toml").write_text(
            f'data_dir = "{self.data}"\nunix_socket = "{self.folder / "socket"}"\n'
            f'[http]\nlisten = "127.0.0.1:{free_port()}"\nplain = true\n[bus]\nevents = "{self.bus}"\n')
        self.daemon = None
        self.running = []

    def start_daemon(self, clock: str | None = None) -> None:
        self.spawn_daemon(clock)
        until(60, self.answers, "the daemon to answer")

    def spawn_daemon(self, clock: str | None = None) -> None:
        """start_daemon() without waiting until it answers."""
        command = [self.programs / "hometimed", "--config", self.folder / "hometimed.toml",
                   "--demo-clock", clock or self.clock, "--speed", str(self.speed)]
        with open(self.journal, "ab") as journal:
            self.daemon = subprocess.Popen(command, stdout=journal, stderr=journal)
        self.running.append(self.daemon)

    def answers(self) -> bool:
        if self.daemon.poll() is not None:
            raise Wrong(f"the daemon ended with {self.daemon.returncode}:\n{self.journal.read_text()[-2000:]}")
        return self.run("school", "list").returncode == 0

    def stop_daemon(self) -> int:
        self.daemon.terminate()
        return self.daemon.wait(timeout=30)

    def run(self, *words, who: str = "") -> subprocess.CompletedProcess:
        """`hometime --json WORDS`, as the administrator or as somebody who has signed in."""
        command = [self.programs / "hometime", "--json", *(["--as", who] if who else []), *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)

    def tell(self, *words, who: str = ""):
        """run() that must succeed; the JSON that it printed last."""
        done = self.run(*words, who=who)
        if done.returncode != 0:
            raise Wrong(f"`hometime {' '.join(map(str, words))}` ended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout.splitlines()[-1])

    def refused(self, *words, who: str = "") -> str:
        """run() that must be refused; the words of the refusal."""
        done = self.run(*words, who=who)
        if done.returncode == 0:
            raise Wrong(f"`hometime {' '.join(map(str, words))}` should have been refused")
        return re.sub(r"^hometime: ", "", done.stderr.strip())

    def join(self, who: str, code: str, login: str) -> None:
        self.tell("join", "--code", code, "--login", login, "--password-file", self.folder / "password", who=who)
        self.tell("policy", "accept", who=who)

    def audit(self, *words) -> subprocess.CompletedProcess:
        return subprocess.run([self.programs / "hometime-audit", *map(str, words)], capture_output=True, text=True,
                              timeout=120)

    def close(self) -> None:
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.running):
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Listener:
    """A program that prints bus events as lines of JSON; each is kept, and shown when asked to."""

    def __init__(self, stage: Stage, command: list, ready_on: str, show=None):
        self.lines, self.show = [], show
        self.process = subprocess.Popen(list(map(str, command)), env=stage.environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        stage.running.append(self.process)
        self.ready = threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(pipe, ready_on), daemon=True)
                        for pipe in (self.process.stdout, self.process.stderr)]
        for thread in self.threads:
            thread.start()
        if not self.ready.wait(30):
            raise Wrong("the subscriber heard no heartbeat within 30 s")

    def read(self, pipe, ready_on: str) -> None:
        for line in pipe:
            if ready_on in line:
                self.ready.set()
            elif line.startswith("{"):
                self.lines.append(json.loads(line))
                if self.show:
                    self.show(self.lines[-1])
            else:
                self.lines.append({"complaint": line.strip()})

    def stop(self) -> list:
        self.process.terminate()
        self.process.wait(timeout=30)
        for thread in self.threads:
            thread.join()
        return self.lines
