"""A hosted agent that counts words. pip install substrate-interface; python3 agent.py URL OPERATOR CHAIN PORT"""
import hashlib, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from substrateinterface import Keypair

URL, OPERATOR, CHAIN, PORT = sys.argv[1:5]  # the URL of the manifest, who may call, the hash of block 0, where to listen

def may_call(headers, body):
    field = lambda name: headers.get(name, "")
    digest = "0x" + hashlib.blake2b(body, digest_size=32).hexdigest()
    signed = ["ainur/hosted/1", URL, CHAIN, field("ainur-task"), field("ainur-agent"), field("idempotency-key"), digest,
              field("ainur-due"), field("ainur-timestamp")]
    is_fresh = field("ainur-timestamp").isdigit() and abs(time.time() - int(field("ainur-timestamp"))) < 300
    is_whole = field("ainur-signature").startswith("0x") and len(field("ainur-signature")) == 130
    return is_fresh and is_whole and Keypair(ss58_address=OPERATOR).verify("<Bytes>%s</Bytes>" % "\n".join(signed), field("ainur-signature"))

class Agent(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            status, output = (200, b"%d words\n" % len(body.decode().split())) if may_call(self.headers, body) else (401, b"")
        except UnicodeDecodeError:
            status, output = 422, b""
        self.send_response(status)
        self.send_header("content-length", str(len(output)))
        self.end_headers()
        self.wfile.write(output)

ThreadingHTTPServer(("127.0.0.1", int(PORT)), Agent).serve_forever()
