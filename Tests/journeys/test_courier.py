"""Messages to people outside the browser: mail and webhooks, also while their server is down."""

import email
import email.policy
import hashlib
import hmac
import json
import re
import socket

import pytest
from feed_servers import Authority, Mailbox, Web, mail_server, wait_until
from test_feeds import served


@pytest.fixture
def authority(tmp_path):
    folder = tmp_path / "authority"
    folder.mkdir()
    return Authority(folder)


def configure(salus, courier):
    salus.data.mkdir(exist_ok=True)
    (salus.data / "config.json5").write_text(
        json.dumps({"name": "Town", "courier": {"retry": {"first": "1s", "most": "1s"}, **courier}})
    )


def mail(port, **settings):
    return {"mail": {"url": f"smtp://127.0.0.1:{port}", "from": "salus@example.org", **settings}}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_mail_is_handed_to_a_server_on_this_machine(salus):
    box = Mailbox()
    with mail_server(box) as port:
        configure(salus, mail(port, security="none"))
        salus.run("notice", "test", "--mail", "duty@example.org")
    sender, receivers, content, is_encrypted = box.messages[0]
    assert (sender, receivers, is_encrypted) == ("salus@example.org", ["duty@example.org"], False)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["From"] == "salus@example.org" and message["To"] == "duty@example.org"
    assert message["Subject"] == "Salus: a test message"
    assert message["Date"] and message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "This is a test" in message.get_content()
    assert salus.json("notice", "list")[0]["state"] == "sent"
    assert salus.run("notice", "send")[0] == "no message waits\n"


def test_mail_goes_encrypted_and_signed_in(salus, authority):
    box = Mailbox()
    (salus.folder / "password").write_text("sesame-f00d\n")
    with mail_server(box, authority, login=(b"salus", b"sesame-f00d")) as port:
        settings = {
            "caFile": str(authority.ca),
            "user": "salus",
            "password": f"file:{salus.folder}/password",
        }
        configure(salus, mail(port, **settings))
        output, error = salus.run("notice", "test", "--mail", "duty@example.org")
        assert box.messages[0][3] is True
        assert "sesame-f00d" not in output + error + salus.run("config", "show")[0]
        # The server's certificate is checked, always.
        configure(salus, mail(port, user="salus", password=settings["password"]))
        output, _ = salus.run("notice", "test", "--mail", "duty@example.org", code=1)
        assert "cannot be trusted" in output
    assert len(box.messages) == 1


def test_mail_is_never_sent_in_the_open_where_it_must_be_encrypted(salus):
    box = Mailbox()
    with mail_server(box) as port:
        configure(salus, mail(port))
        salus.run("notice", "test", "--mail", "duty@example.org", code=1)
    assert box.messages == []


def test_mail_waits_while_its_server_is_down(salus):
    port = free_port()
    configure(salus, mail(port, security="none"))
    with served(salus) as server:
        output, _ = salus.run("notice", "test", "--mail", "duty@example.org", code=1)
        assert "connect" in output.lower()
        notice = salus.json("notice", "list")[0]
        assert notice["state"] == "failed" and notice["nextTry"]
        box = Mailbox()
        with mail_server(box, port=port):
            def sent():
                salus.start("notice", "send").communicate(timeout=60)
                return box.messages and salus.json("notice", "list")[0]["state"] == "sent"

            wait_until(sent, what="the mail")
        assert len(box.messages) == 1
    assert salus.json("journal", "verify")["sound"] is True


def test_a_recipient_refused_for_good_is_given_up(salus):
    box = Mailbox(refuse="nobody")
    with mail_server(box) as port:
        configure(salus, mail(port, security="none"))
        output, _ = salus.run("notice", "test", "--mail", "nobody@example.org", code=1)
        assert "given up" in output and "550" in output
        output, _ = salus.run(
            "notice", "test", "--mail", "a@b.org>\r\nRCPT TO:<c@d.org", code=1
        )
        assert "no mail address" in output
        assert salus.run("notice", "send")[0] == "no message waits\n"
    assert box.messages == []


def test_a_webhook_is_signed_and_repeated_under_one_name(salus, authority):
    answers = [500, 204]
    (salus.folder / "key").write_text("hook-f00d")
    with Web(authority, lambda request: request.reply(answers.pop(0))) as web:
        configure(
            salus,
            {"webhook": {"secret": f"file:{salus.folder}/key", "caFile": str(authority.ca)}},
        )
        output, _ = salus.run("notice", "test", "--webhook", web.url("/hook"), code=1)
        assert "500" in output
        salus.run("notice", "send")
        first, second = web.requests
        assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
        for number, request in enumerate(web.requests, 1):
            stamp, code = re.fullmatch(
                r"t=(\d+),v1=([0-9a-f]{64})", request.headers["Salus-Signature"]
            ).groups()
            wanted = hmac.new(b"hook-f00d", stamp.encode() + b"." + request.body, hashlib.sha256)
            assert code == wanted.hexdigest()
            body = json.loads(request.body)
            assert body["id"] == "N-1" and body["attempt"] == number
    assert salus.json("notice", "list")[0]["state"] == "sent"


def test_messages_never_go_over_http_or_elsewhere(salus, authority):
    with Web(authority, lambda request: request.reply(307, Location="https://localhost/x")) as web:
        configure(salus, {"webhook": {"caFile": str(authority.ca)}})
        for address in ("http://example.org/x", "ftp://127.0.0.1/x", web.url("/hook")):
            salus.run("notice", "test", "--webhook", address, code=1)
        assert len(web.requests) == 1
