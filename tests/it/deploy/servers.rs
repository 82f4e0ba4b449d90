//! Real servers on this machine, which a deploy sends a site to. `scripts/setup` installs them.

use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::objects;
use crate::program::is_superuser;
use crate::support::tree;

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    S3,
    Gcs,
    Azure,
    Sftp,
    Ftp,
    Ftps,
    WebDav,
}

/// The password of every account there is. No message may show it.
pub const SECRET: &str = "s3cr3tP4ss";

/// Its SHA-1 in base64, as Apache reads passwords.
const SECRET_SHA1: &str = "ymyIZLmzfiqkQhR6oMAYtkIyUSc=";

/// The account of Azurite, and its key, which everybody knows.
pub const AZURE_ACCOUNT: &str = "devstoreaccount1";
const AZURE_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// How long a server runs at most, in seconds: it ends by itself if the test that started it is killed.
const LIFETIME: &str = "300";

/// A running server; it ends with the value.
pub struct Server {
    process: Child,
    pub port: u16,
    pub kind: Kind,
    /// What it works in; file servers have the site in the folder `files` of it.
    folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        // The signal reaches `timeout`, which passes it on; killing that would leave the server behind.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

impl Kind {
    /// Whether it is a store of objects, which keeps a checksum and headers with each.
    pub fn has_objects(self) -> bool {
        matches!(self, Kind::S3 | Kind::Gcs | Kind::Azure)
    }

    /// Its program, unless it is absent, which is said.
    fn program(self) -> Option<PathBuf> {
        let servers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers");
        let program = match self {
            Kind::S3 => servers.join(".venv/bin/moto_server"),
            Kind::Gcs => servers.join(".venv/bin/gcp-storage-emulator"),
            Kind::Azure => servers.join("node_modules/.bin/azurite-blob"),
            Kind::Sftp => "/usr/sbin/sshd".into(),
            Kind::Ftp | Kind::Ftps => servers.join(".venv/bin/ftpbench"),
            Kind::WebDav => "/usr/sbin/apache2".into(),
        };
        if !program.exists() {
            let name = program.file_name().unwrap().display();
            eprintln!("SKIPPED {self:?}: {name} is absent (scripts/setup installs it)");
            return None;
        }
        match self {
            Kind::Ftp | Kind::Ftps => Some(servers.join(".venv/bin/python")),
            _ => Some(program),
        }
    }
}

impl Server {
    /// Starts a server without files; `None` where it is absent.
    pub fn start(kind: Kind) -> Option<Server> {
        Server::start_with(kind, "Subsystem sftp internal-sftp\n")
    }

    /// Starts OpenSSH's server with settings of its own for SFTP.
    pub fn start_sftp(settings: &str) -> Option<Server> {
        Server::start_with(Kind::Sftp, settings)
    }

    fn start_with(kind: Kind, sftp: &str) -> Option<Server> {
        let program = kind.program()?;
        let folder = TempDir::new().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let files = folder.path().join("files");
        fs::create_dir(&files).unwrap();
        // Some run as another user.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&files, fs::Permissions::from_mode(0o777)).unwrap();
        let mut command = Command::new("timeout");
        command.arg(LIFETIME);
        match kind {
            Kind::S3 => drop(command.arg(program).args(["-H", "127.0.0.1", "-p", &port.to_string()])),
            Kind::Gcs => {
                let place = ["start", "--host=127.0.0.1", &format!("--port={port}")].map(str::to_owned);
                command.arg(program).args(place).args(["--in-memory", "--quiet", "--default-bucket=bucket"]);
            }
            Kind::Azure => {
                let place = ["--blobHost", "127.0.0.1", "--blobPort", &port.to_string()].map(str::to_owned);
                let quiet = ["--inMemoryPersistence", "--silent", "--disableTelemetry"];
                command.arg(program).args(place).args(quiet);
            }
            Kind::Sftp => sshd(&mut command, &program, folder.path(), (port, sftp)),
            Kind::Ftp | Kind::Ftps => {
                let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/ftp.py");
                command.arg(program).arg(script).arg(port.to_string()).arg(&files).arg(SECRET);
                if kind == Kind::Ftps {
                    command.arg(folder.path().join("certificate"));
                }
            }
            Kind::WebDav => apache(&mut command, &program, folder.path(), port),
        }
        let errors = fs::File::create(folder.path().join("errors")).unwrap();
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        let process = command.spawn().unwrap();
        let mut server = Server { process, port, kind, folder };
        server.wait();
        match kind {
            Kind::S3 | Kind::Azure => objects::make_bucket(&server),
            _ => {}
        }
        Some(server)
    }

    /// Waits until it answers.
    fn wait(&mut self) {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let is_over =
                self.process.try_wait().unwrap().is_some() || started.elapsed() > Duration::from_secs(60);
            let errors = || fs::read_to_string(self.folder.path().join("errors")).unwrap();
            assert!(!is_over, "{:?}: {}", self.kind, errors());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What `site.toml` says of it.
    pub fn settings(&self) -> String {
        let Server { port, kind, .. } = *self;
        let here = self.folder.path().display();
        let to = match kind {
            Kind::S3 => format!("to = \"s3://bucket/site\"\nendpoint = \"http://127.0.0.1:{port}\""),
            Kind::Gcs => format!("to = \"gs://bucket/site\"\nendpoint = \"http://127.0.0.1:{port}\""),
            Kind::Azure => format!(
                "to = \"az://bucket/site\"\naccount = \"{AZURE_ACCOUNT}\"\n\
                 endpoint = \"http://127.0.0.1:{port}/{AZURE_ACCOUNT}\""
            ),
            Kind::Sftp => {
                format!("to = \"sftp://{}@127.0.0.1:{port}{here}/files/site\"", user())
            }
            Kind::Ftp => format!("to = \"ftp://ana@127.0.0.1:{port}/site\""),
            Kind::Ftps => format!("to = \"ftps://ana@127.0.0.1:{port}/site\""),
            Kind::WebDav => format!("to = \"webdav://ana@127.0.0.1:{port}/site\""),
        };
        format!("[deploy.live]\n{to}\nkeep = \"0\"\n")
    }

    /// Gives a run of the program what it needs to be let in.
    pub fn let_in<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let here = self.folder.path();
        command.env("NO_PROXY", "127.0.0.1").env("AZURE_STORAGE_KEY", AZURE_KEY);
        command.env("AWS_ACCESS_KEY_ID", "tester").env("AWS_SECRET_ACCESS_KEY", SECRET);
        command.env("FTP_PASSWORD", SECRET).env("WEBDAV_PASSWORD", SECRET);
        match self.kind {
            Kind::Ftps => drop(command.env("SSL_CERT_FILE", here.join("certificate"))),
            Kind::Sftp => {
                let path = std::env::var("PATH").unwrap_or_default();
                command.env("PATH", format!("{}:{path}", here.join("bin").display()));
                command.env("XDG_STATE_HOME", here);
            }
            _ => {}
        }
        command
    }

    /// Takes from such a run what lets it in. Returns what it has in place of that, which no message may show.
    pub fn lock_out(&self, command: &mut Command) -> &'static str {
        const WRONG: &str = "d3JvbmcrcGFzc3dvcmQ=";
        for name in ["AZURE_STORAGE_KEY", "FTP_PASSWORD", "WEBDAV_PASSWORD"] {
            command.env(name, WRONG);
        }
        let place = self.folder.path().join("ssh_config");
        if let Ok(text) = fs::read_to_string(&place) {
            fs::write(place, text.replace("/user_key", "/host_key")).unwrap();
        }
        WRONG
    }

    /// The files of the site that it holds.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        match self.kind.has_objects() {
            true => objects::files(self),
            false if !self.folder.path().join("files/site").exists() => BTreeMap::new(),
            false => tree(&self.folder.path().join("files/site")),
        }
    }

    /// Where the folder of the site is on this machine, on a file server.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("files/site")
    }

    /// Replaces a file behind everybody's back.
    pub fn replace(&self, path: &str, bytes: &[u8]) {
        match self.kind.has_objects() {
            true => objects::put(self, path, bytes),
            false => fs::write(self.folder.path().join("files/site").join(path), bytes).unwrap(),
        }
    }
}

/// Who runs the tests, and OpenSSH's server.
fn user() -> String {
    let named = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(named.stdout).unwrap().trim().to_owned()
}

/// OpenSSH's server with keys of its own, and a command `ssh` with a configuration of its own.
fn sshd(command: &mut Command, program: &Path, folder: &Path, (port, sftp): (u16, &str)) {
    let here = folder.display();
    for key in ["host_key", "user_key"] {
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(key));
        assert!(keygen.status().unwrap().success());
    }
    let public = |key: &str| fs::read_to_string(folder.join(format!("{key}.pub"))).unwrap();
    fs::write(folder.join("known_hosts"), format!("[127.0.0.1]:{port} {}", public("host_key"))).unwrap();
    let server = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {here}/host_key\nPidFile none\nUsePAM no\nStrictModes no\n\
         AuthorizedKeysFile {here}/user_key.pub\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
         {sftp}"
    );
    fs::write(folder.join("sshd_config"), server).unwrap();
    let client = format!(
        "UserKnownHostsFile {here}/known_hosts\nGlobalKnownHostsFile none\nIdentityFile {here}/user_key\n\
         IdentitiesOnly yes\nIdentityAgent none\n"
    );
    fs::write(folder.join("ssh_config"), client).unwrap();
    fs::create_dir(folder.join("bin")).unwrap();
    let ssh = folder.join("bin/ssh");
    // A connection ends some time after the program that was killed.
    let script = format!("#!/bin/sh\nexec /usr/bin/ssh -F '{here}/ssh_config' -o ControlPersist=15 \"$@\"\n");
    fs::write(&ssh, script).unwrap();
    fs::set_permissions(&ssh, fs::Permissions::from_mode(0o755)).unwrap();
    if is_superuser(folder) {
        // The server wants it then, and Debian makes it where the server is started as a service.
        fs::create_dir_all("/run/sshd").unwrap();
    }
    command.arg(program).args(["-D", "-e", "-f"]).arg(folder.join("sshd_config"));
}

/// Apache with a folder that takes files from one user.
fn apache(command: &mut Command, program: &Path, folder: &Path, port: u16) {
    let here = folder.display();
    let modules = [
        "mpm_event",
        "authz_core",
        "authz_user",
        "authn_core",
        "authn_file",
        "auth_basic",
        "dav",
        "dav_fs",
        "mime",
    ];
    let modules = modules
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    fs::write(folder.join("passwords"), format!("ana:{{SHA}}{SECRET_SHA1}\n")).unwrap();
    let locks = folder.join("locks");
    fs::create_dir(&locks).unwrap();
    fs::set_permissions(&locks, fs::Permissions::from_mode(0o777)).unwrap();
    let settings = format!(
        "ServerRoot {here}\nServerName 127.0.0.1\n{modules}User nobody\nGroup nogroup\nPidFile {here}/apache.pid\n\
         ErrorLog {here}/errors\nTypesConfig /etc/mime.types\nListen 127.0.0.1:{port}\nDavLockDB {here}/locks/db\n\
         DocumentRoot {here}/files\n<Directory {here}/files>\nDav On\nAuthType Basic\nAuthName files\n\
         AuthUserFile {here}/passwords\nRequire valid-user\n</Directory>\n"
    );
    fs::write(folder.join("apache.conf"), settings).unwrap();
    command.arg(program).args(["-X", "-f"]).arg(folder.join("apache.conf"));
}
