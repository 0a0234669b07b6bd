"""crm_server with TLS: who trusts its certificate is served, what is too old is not, and no request crosses in clear."""
import http.client
import os
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["CRM_BIN_DIR"])


class Tls(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.certificate, self.key = self.folder / "certificate.pem", self.folder / "key.pem"
        self.make_certificate("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")

    def make_certificate(self, *algorithm):
        subprocess.run(["openssl", "req", "-x509", "-newkey", *algorithm, "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", self.key, "-out", self.certificate],
                       check=True, stderr=subprocess.DEVNULL)

    def start(self, *arguments):
        return subprocess.Popen([BIN / "crm_server", "--port", "0", "--auth", "off", "--sample-data", "--log", "off", *map(str, arguments)],
                                cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=os.environ | {"DATABASE_URL": "sqlite:///crm.db"})

    def serve(self):
        server = self.start("--tls-certificate", self.certificate, "--tls-key", self.key)
        self.addCleanup(self.end, server)
        found = None
        while found is None:
            found = re.search(r"Listening on https://[^:]*:(\d+)/", server.stdout.readline())
        return int(found[1])

    def end(self, server):
        server.terminate()
        self.assertEqual(server.wait(30), 0)
        server.stdout.close()
        server.stderr.close()

    def trusting(self):
        return ssl.create_default_context(cafile=str(self.certificate))

    def test_requests_are_served_on_one_connection(self):
        client = http.client.HTTPSConnection("localhost", self.serve(), timeout=10, context=self.trusting())
        for _ in range(3):
            client.request("GET", "/api/customers")
            answer = client.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertIn("max-age=", answer.getheader("Strict-Transport-Security"))
            self.assertIn(b"john.doe@email.com", answer.read())
        client.close()

    def test_a_client_that_does_not_know_the_certificate_does_not_talk(self):
        client = http.client.HTTPSConnection("localhost", self.serve(), timeout=10)
        with self.assertRaises(ssl.SSLCertVerificationError):
            client.request("GET", "/")

    def test_versions_before_1_2_are_refused(self):
        context = self.trusting()
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("localhost", self.serve()), timeout=10) as plain, self.assertRaises(ssl.SSLError):
            context.wrap_socket(plain, server_hostname="localhost")

    def test_ciphers_without_forward_secrecy_are_refused(self):
        self.make_certificate("rsa:2048")  # others have none without it
        context = self.trusting()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("localhost", self.serve()), timeout=10) as plain:
            self.assertIn("ECDHE", context.wrap_socket(plain, server_hostname="localhost").cipher()[0])
        context.set_ciphers("kRSA:!aNULL")
        with socket.create_connection(("localhost", self.serve()), timeout=10) as plain, self.assertRaises(ssl.SSLError):
            context.wrap_socket(plain, server_hostname="localhost")

    def test_a_request_in_clear_gets_no_answer(self):
        with socket.create_connection(("localhost", self.serve()), timeout=10) as plain:
            plain.sendall(b"GET /api/customers HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try:
                answer = plain.recv(1000)
            except ConnectionResetError:
                answer = b""
        self.assertNotIn(b"HTTP", answer)

    def test_another_certificates_key_is_refused_at_the_start(self):
        other = self.folder / "other.pem"
        for kind in (["EC", "-pkeyopt", "ec_paramgen_curve:prime256v1"], ["RSA"]):
            subprocess.run(["openssl", "genpkey", "-algorithm", *kind, "-out", other], check=True, stderr=subprocess.DEVNULL)
            server = self.start("--tls-certificate", self.certificate, "--tls-key", other)
            _, said = server.communicate(timeout=30)
            self.assertNotEqual(server.returncode, 0)
            self.assertIn("private key", said)


if __name__ == "__main__":
    unittest.main()
