"""Servers that the feed tests start: HTTPS, SFTP and mail, all on free ports of this machine."""

import asyncio
import contextlib
import datetime
import http.server
import ipaddress
import ssl
import threading
import time

import asyncssh
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def wait_until(condition, seconds=30, what="the condition"):
    """Waits for something to become true and returns it."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"{what} did not come true in {seconds} s"
        time.sleep(0.05)


class Authority:
    """A certificate authority of one test, with a certificate for this machine."""

    def __init__(self, folder):
        self.ca = folder / "ca.pem"
        self.certificate = folder / "server.pem"
        self.key = folder / "server.key"
        ca_key = ec.generate_private_key(ec.SECP256R1())
        ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        now = datetime.datetime.now(datetime.timezone.utc)

        def builder(name, key):
            return (
                x509.CertificateBuilder()
                .subject_name(name)
                .issuer_name(ca_name)
                .public_key(key.public_key())
                .serial_number(x509.random_serial_number())
                .not_valid_before(now - datetime.timedelta(days=1))
                .not_valid_after(now + datetime.timedelta(days=1))
            )

        ca = (
            builder(ca_name, ca_key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(ca_key, hashes.SHA256())
        )
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        certificate = (
            builder(name, key)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        self.ca.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class Web:
    """Answers requests by `answer(request)`; keeps what was asked."""

    def __init__(self, authority, answer):
        self.requests = []
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                self.body = self.rfile.read(length)
                web.requests.append(self)
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                    self.close_connection = True

            do_GET = do_POST = do_HEAD = handle_any

            def reply(self, status, body=b"", **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                if "Content_Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if authority:
            self.server.socket = authority.context().wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.scheme = "https" if authority else "http"
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path="/cases.csv", host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}{path}"


class Files:
    """An SFTP server over one folder."""

    def __init__(self, folder, user="feed", password=None, client_key=None):
        self.folder = folder
        self.user = user
        self.password = password
        self.client_key = client_key
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.loop = asyncio.new_event_loop()

    def __enter__(self):
        files = self

        class Door(asyncssh.SSHServer):
            def begin_auth(self, username):
                return True

            def password_auth_supported(self):
                return files.password is not None

            def validate_password(self, username, password):
                return username == files.user and password == files.password

            def public_key_auth_supported(self):
                return files.client_key is not None

            def validate_public_key(self, username, key):
                return (
                    username == files.user
                    and key.public_data == files.client_key.convert_to_public().public_data
                )

        async def start():
            self.server = await asyncssh.listen(
                "127.0.0.1",
                0,
                server_host_keys=[self.host_key],
                server_factory=Door,
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.folder)),
            )
            self.port = self.server.sockets[0].getsockname()[1]

        self.loop.run_until_complete(start())
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        async def end():
            self.server.close()
            await self.server.wait_closed()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(timeout=10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=10)

    def known_hosts(self, path):
        key = self.host_key.export_public_key().decode().split()[:2]
        path.write_text(f"[127.0.0.1]:{self.port} {' '.join(key)}\n")
        return path


class Mailbox:
    """What a mail server took."""

    def __init__(self, refuse=None):
        self.messages = []
        self.refuse = refuse

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse and self.refuse in address:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope: Envelope):
        self.messages.append(
            (envelope.mail_from, list(envelope.rcpt_tos), envelope.content, session.ssl is not None)
        )
        return "250 taken"


@contextlib.contextmanager
def mail_server(box, authority=None, port=0, login=None):
    """A mail server; with an authority only STARTTLS is taken, with a login only who knows it."""
    options = {}
    if authority:
        options = {"tls_context": authority.context(), "require_starttls": True}
    if login:

        def check(server, session, envelope, mechanism, data):
            return AuthResult(success=(data.login, data.password) == login, handled=True)

        options |= {"authenticator": check, "auth_required": True}

    class Quick(Controller):
        def factory(self):
            return SMTP(self.handler, hostname="localhost", **options)

    if port == 0:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    controller = Quick(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
