"""One HTTP/1.1 connection to the daemon's Unix socket, as somebody who has signed in or as the administrator."""

import http.client
import json
import socket
import uuid
from pathlib import Path


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout: float):
        super().__init__("localhost", timeout=timeout)
        self.unix_path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.unix_path)


class Client:
    def __init__(self, stage, who: str = "", timeout: float = 30):
        self.connection = UnixConnection(stage.folder / "socket", timeout)
        self.token = ""
        if who:
            saved = next((stage.folder / "sign-ins").rglob(f"{who}.json"))
            self.token = json.loads(saved.read_text())["token"]

    def ask(self, method: str, path: str, body=None, command: str = "") -> tuple[int, list, bytes]:
        """Status, headers and body. An exception means that it is not known whether the command was taken."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method != "GET":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": command or str(uuid.uuid4())}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def close(self) -> None:
        self.connection.close()
