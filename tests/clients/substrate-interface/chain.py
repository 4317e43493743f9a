"""A `dev` chain of its own for a test program, gone when the program is."""

import os
import re
import subprocess
import tempfile
import threading

PATIENCE = 60
RPC_ADDRESS = re.compile(rb"Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)")


class Chain:
    """The node program named by AINUR_NODE, as a chain of one validator."""

    def __init__(self):
        program = os.environ.get("AINUR_NODE")
        if not program:
            raise RuntimeError("AINUR_NODE must name the node program; `cargo xtask test` does so")
        self._rest = None
        self._folder = tempfile.TemporaryDirectory(prefix="ainur-client-")
        options = ["--dev", "--no-prometheus", "--no-telemetry", "--no-mdns", "--port", "0", "--rpc-port", "0"]
        # The kernel ends the node when this program dies, however it does.
        command = ["setpriv", "--pdeathsig", "KILL", "--", program, *options, "--base-path", self._folder.name]
        self._node = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            self.url = f"ws://127.0.0.1:{self._port()}"
        except Exception:
            self.stop()
            raise

    def _port(self):
        patience = threading.Timer(PATIENCE, self._node.kill)
        patience.start()
        last = b"it said nothing"
        try:
            for line in self._node.stderr:
                announced = RPC_ADDRESS.search(line)
                if announced:
                    # Whatever else the node says must not fill its pipe.
                    self._rest = threading.Thread(target=self._node.stderr.read)
                    self._rest.start()
                    return int(announced[1])
                last = line
        finally:
            patience.cancel()
        raise RuntimeError(f"the node ended before it listened: {last.decode(errors='replace')}")

    def stop(self):
        """Ends the node and removes what it wrote."""
        self._node.kill()
        self._node.wait()
        if self._rest:
            self._rest.join()
        self._node.stderr.close()
        self._folder.cleanup()
