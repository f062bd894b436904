#!/usr/bin/python3
"""The daemon as systemd runs it: notifications, the watchdog, credentials, a socket that is handed over, a clean stop.

    service_manager_test.py PROGRAMS
"""

import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/demonstration"))

from stage import Stage  # noqa: E402

PROGRAMS = Path(sys.argv[1]).resolve()
NOON = "2026-11-24T12:00"
FIRST_PASSED_SOCKET = 3
STOP_MAX_SECONDS = 30  # TimeoutStopSec= of the unit.
PATIENCE_SECONDS = 30


class Service:
    """Starts the daemon with what systemd would set, and hears what it says to systemd."""

    def __init__(self, stage: Stage, listening: socket.socket | None = None, **environment):
        self.stage = stage
        path = stage.folder / "notify"
        path.unlink(missing_ok=True)
        self.heard, self.socket = [], socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.settimeout(0.1)
        environment = {**os.environ, "NOTIFY_SOCKET": str(path), **environment}
        command = [str(PROGRAMS / "hometimed"), "--config", str(stage.folder / "hometimed.toml"), "--demo-clock", NOON]
        with open(stage.journal, "ab") as journal:
            self.pid = os.fork()
            if self.pid == 0:  # As systemd does it: descriptors from 3 on, and the number of the process itself.
                os.dup2(journal.fileno(), 2)
                environment["WATCHDOG_PID"] = str(os.getpid())
                if listening:
                    environment |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "https"}
                    os.dup2(listening.fileno(), FIRST_PASSED_SOCKET)
                    os.set_inheritable(FIRST_PASSED_SOCKET, True)
                os.execve(command[0], command, environment)
        self.code = None

    def ended(self) -> bool:
        if self.code is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def hear(self, wanted: str, count: int = 1) -> bool:
        """Whether a notification that begins so has come so often, within a while."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                self.heard += self.socket.recv(4096).decode().splitlines()
            except TimeoutError:
                if self.ended():
                    break
            if sum(line.startswith(wanted) for line in self.heard) >= count:
                return True
        return sum(line.startswith(wanted) for line in self.heard) >= count

    def stop(self) -> int:
        os.kill(self.pid, signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        end = time.monotonic() + STOP_MAX_SECONDS
        while not self.ended() and time.monotonic() < end:
            time.sleep(0.02)
        return self.code

    def close(self) -> None:
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.socket.close()


class ServiceManagerTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(PROGRAMS, NOON, 1)
        self.addCleanup(self.stage.close)

    def service(self, **how) -> Service:
        service = Service(self.stage, **how)
        self.addCleanup(service.close)
        return service

    def journal(self) -> str:
        return self.stage.journal.read_text()

    def credentials(self, **files: bytes) -> str:
        folder = self.stage.folder / "credentials"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return str(folder)

    def test_it_is_ready_once_it_answers_and_says_when_it_stops(self):
        service = self.service()
        self.assertTrue(service.hear("READY=1"), self.journal())
        self.assertEqual(self.stage.run("school", "list").returncode, 0)
        self.assertTrue(service.hear("STATUS=0 records, 0 messages held, views 0 behind"))
        self.assertEqual(service.stop(), 0)
        self.assertTrue(service.hear("STOPPING=1"))
        self.assertNotIn("WATCHDOG=1", service.heard)

    def test_the_commit_loop_feeds_the_watchdog(self):
        service = self.service(WATCHDOG_USEC="4000000")
        self.assertTrue(service.hear("WATCHDOG=1", count=3), service.heard)
        self.assertEqual(service.stop(), 0)

    def test_reloading_a_bad_file_changes_nothing(self):
        service = self.service()
        self.assertTrue(service.hear("READY=1"), self.journal())
        config = self.stage.folder / "hometimed.toml"
        good = config.read_text()
        for text, said in (("data_dir = 1\n", "the old one stays in force"), (good, "configuration read again")):
            config.write_text(text)
            os.kill(service.pid, signal.SIGHUP)
            self.assertTrue(service.hear("STATUS=", count=2 + sum("STATUS=" in line for line in service.heard)))
            self.assertIn(said, self.journal())
        self.assertEqual(service.stop(), 0)

    def test_a_credential_is_the_key_and_none_is_made(self):
        service = self.service(CREDENTIALS_DIRECTORY=self.credentials(kek=bytes(range(32))))
        self.assertTrue(service.hear("READY=1"), self.journal())
        self.assertFalse((self.stage.data / "keys/kek").exists())
        self.assertNotIn("key-encrypting key was made", self.journal())
        self.assertEqual(service.stop(), 0)
        for wrong in (bytes(32), b"short"):
            service = self.service(CREDENTIALS_DIRECTORY=self.credentials(kek=wrong))
            self.assertEqual(service.wait(), 78, self.journal())
        service = self.service(CREDENTIALS_DIRECTORY=self.credentials(kek=bytes(range(32))))
        self.assertTrue(service.hear("READY=1"), self.journal())
        self.assertEqual(service.stop(), 0)

    def test_without_a_credential_a_key_of_its_own_is_made_with_a_warning(self):
        service = self.service()
        self.assertTrue(service.hear("READY=1"), self.journal())
        self.assertEqual(stat.S_IMODE((self.stage.data / "keys/kek").stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.stage.data.stat().st_mode), 0o700)
        self.assertIn("warning a key-encrypting key was made in the data folder", self.journal())
        self.assertEqual(service.stop(), 0)

    def test_https_on_a_socket_that_is_handed_over_outlives_the_daemon(self):
        certificate, key = self.certificate()
        (self.stage.folder / "hometimed.toml").write_text(
            f'data_dir = "{self.stage.data}"\nunix_socket = "{self.stage.folder / "socket"}"\n[http]\n'
            f'listen = "127.0.0.1:1"\ncertificate = "{certificate}"\nkey = "{key}"\n')
        with socket.create_server(("127.0.0.1", 0)) as listening:
            for _ in range(2):
                service = self.service(listening=listening)
                with socket.create_connection(listening.getsockname(), timeout=PATIENCE_SECONDS) as early:
                    self.assertTrue(service.hear("READY=1"), self.journal())
                    self.assertIn(b"200 OK", self.ask_over_tls(early, certificate))
                self.assertEqual(service.stop(), 0)

    def certificate(self) -> tuple[Path, Path]:
        certificate, key = self.stage.folder / "tls.crt", self.stage.folder / "tls.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key,
                        "-out", certificate], check=True, capture_output=True)
        return certificate, key

    @staticmethod
    def ask_over_tls(connection: socket.socket, certificate: Path) -> bytes:
        context = ssl.create_default_context(cafile=str(certificate))
        with context.wrap_socket(connection, server_hostname="localhost") as tls:
            tls.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return tls.recv(4096)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
