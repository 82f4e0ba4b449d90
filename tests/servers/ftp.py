"""An FTP server for the tests: `ftp.py PORT FOLDER PASSWORD [CERTIFICATE]`, with TLS where a certificate is named, which is made."""

import datetime
import ipaddress
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer


def make_certificate(path):
    """Writes a key and a certificate of 127.0.0.1 that it signs itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "generate tests")])
    now = datetime.datetime.now(datetime.timezone.utc)
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    with open(path, "wb") as file:
        form = serialization.PrivateFormat.PKCS8
        file.write(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
        file.write(certificate.public_bytes(serialization.Encoding.PEM))


port, folder, password = sys.argv[1:4]
authorizer = DummyAuthorizer()
authorizer.add_user("ana", password, folder, perm="elradfmwMT")
handler = FTPHandler
if len(sys.argv) > 4:
    make_certificate(sys.argv[4])
    handler = TLS_FTPHandler
    handler.certfile = sys.argv[4]
    handler.tls_control_required = True
    handler.tls_data_required = True
handler.authorizer = authorizer
ThreadedFTPServer(("127.0.0.1", int(port)), handler).serve_forever()
