//! Real servers on this machine with the settings that a build writes.

use std::fmt;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server, and how it is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Nginx,
    Apache,
    Caddy,
    /// Apache with nothing but `.htaccess`.
    Htaccess,
}

impl Kind {
    /// Those with a server of one's own.
    pub const ALL: [Kind; 3] = [Kind::Nginx, Kind::Apache, Kind::Caddy];

    /// Where the program may be; Debian puts some where not every user looks.
    fn programs(self) -> [&'static str; 2] {
        match self {
            Kind::Nginx => ["nginx", "/usr/sbin/nginx"],
            Kind::Apache | Kind::Htaccess => ["apache2", "/usr/sbin/apache2"],
            Kind::Caddy => ["caddy", "/usr/bin/caddy"],
        }
    }

    /// The program, unless it is absent, which is said.
    fn program(self) -> Option<&'static str> {
        let version = if self == Kind::Caddy { "version" } else { "-v" };
        let runs = |program: &&str| {
            let run = Command::new(program).arg(version).stdout(Stdio::null()).stderr(Stdio::null()).status();
            run.is_ok_and(|status| status.success())
        };
        let found = self.programs().into_iter().find(|program| runs(program));
        if found.is_none() {
            eprintln!("SKIPPED {}: absent (scripts/setup installs it)", self.programs()[0]);
        }
        found
    }
}

/// A running server; it ends with the value.
pub struct Server {
    process: Child,
    port: u16,
    kind: Kind,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The answer to a request.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// `Location`, without the address of this machine.
    pub location: Option<String>,
    pub head: String,
    pub text: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        let header = |line: &str| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        let all: Vec<String> = self.head.lines().filter_map(header).collect();
        assert!(all.len() < 2, "{name} twice: {all:?}");
        all.into_iter().next()
    }
}

/// Lets servers that run as another user read a folder.
pub fn open(folder: &Path) {
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    #[cfg(not(unix))]
    let _ = folder;
}

/// A folder with what the site in `root` has, but for its `site.toml` and its output.
pub fn link_site(root: &Path, copy: &Path) {
    fs::create_dir(copy).unwrap();
    for entry in fs::read_dir(root).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let is_of_the_site =
            ["content", "data", "i18n", "static", "templates"].iter().any(|known| name == *known);
        if is_of_the_site {
            link(&entry.path(), &copy.join(name));
        }
    }
}

/// Makes the folder or file `at` lead to another.
pub fn link(to: &Path, at: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, at).unwrap();
    #[cfg(not(unix))]
    let _ = (to, at);
}

impl Server {
    /// Starts a server for the site in `public` of `folder`; `None` where it is absent.
    pub fn start(kind: Kind, folder: &Path) -> Option<Server> {
        let program = kind.program()?;
        open(folder);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let here = |text: &str| format!("{}/{text}", folder.display());
        let settings = here(&format!("{kind:?}.conf"));
        let (text, arguments) = match kind {
            Kind::Nginx => {
                let arguments =
                    vec!["-p".into(), here(""), "-c".into(), settings.clone(), "-e".into(), here("errors")];
                (nginx(folder, port), arguments)
            }
            Kind::Apache | Kind::Htaccess => {
                (apache(kind, folder, port), vec!["-X".into(), "-f".into(), settings.clone()])
            }
            Kind::Caddy => {
                let arguments =
                    ["run", "--adapter", "caddyfile", "--config", &settings].map(ToOwned::to_owned);
                (caddy(folder, port), arguments.to_vec())
            }
        };
        fs::write(&settings, text).unwrap();
        let errors = fs::File::create(folder.join("errors")).unwrap();
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(errors);
        for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
            command.env(variable, folder);
        }
        let mut process = command.spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let is_over =
                process.try_wait().unwrap().is_some() || started.elapsed() > Duration::from_secs(60);
            assert!(!is_over, "{kind:?}: {}", fs::read_to_string(folder.join("errors")).unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Server { process, port, kind })
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The answer to a request with more headers, as it is sent.
    fn bytes(&self, host: &str, target: &str, headers: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// The head of the answer to a browser that reads these forms of compression, and the file as it is sent.
    pub fn get_compressed(&self, target: &str, accepted: &str) -> (Answer, Vec<u8>) {
        let bytes = self.bytes("archive.example.org", target, &format!("Accept-Encoding: {accepted}\r\n"));
        let at = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let sent = &bytes[at + 4..];
        let sent = if head.contains("Transfer-Encoding: chunked") { joined(sent) } else { sent.to_vec() };
        (Answer { status, location: None, head, text: String::new() }, sent)
    }

    /// The answer to a request for `target` of `host`.
    pub fn get(&self, host: &str, target: &str) -> Answer {
        let host = if host.is_empty() { "archive.example.org" } else { host };
        let answer = String::from_utf8_lossy(&self.bytes(host, target, "")).into_owned();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let location = head.lines().find_map(|line| line.strip_prefix("Location: "));
        let location = location.map(|location| {
            // Apache writes paths as full addresses of itself.
            let own = [format!("http://{host}"), format!("http://{host}:{}", self.port)];
            let below = own.iter().rev().find_map(|own| location.strip_prefix(own.as_str()));
            below.filter(|rest| rest.starts_with('/')).unwrap_or(location).to_owned()
        });
        Answer { status, location, head: head.to_owned(), text: text.to_owned() }
    }
}

/// The chunks of an answer (RFC 9112, 7.1) as one.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return whole;
        }
        whole.extend(&chunks[end + 2..end + 2 + length]);
        chunks = &chunks[end + 4 + length..];
    }
}

/// As the documentation says.
fn nginx(folder: &Path, port: u16) -> String {
    let here = folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|name| format!("{name}_temp_path {here}/{name};\n")).concat();
    format!(
        "daemon off;\nmaster_process off;\npid {here}/nginx.pid;\nerror_log stderr warn;\nevents {{}}\n\
         http {{\naccess_log off;\ninclude /etc/nginx/mime.types;\n{temporary}\
         map_hash_max_size 262144;\nmap_hash_bucket_size 8192;\n\
         include {here}/public/.hosting/nginx-http.conf;\n\
         server {{\nlisten 127.0.0.1:{port};\nroot {here}/public;\n\
         include {here}/public/.hosting/nginx-server.conf;\n}}\n}}\n"
    )
}

fn apache(kind: Kind, folder: &Path, port: u16) -> String {
    let here = folder.display();
    let modules = ["mpm_event", "authz_core", "dir", "mime", "rewrite", "headers", "alias"];
    let modules = modules
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let (settings, allowed) = match kind {
        Kind::Htaccess => (String::new(), "FileInfo Indexes"),
        _ => {
            (format!("Define SITE_ROOT {here}/public\nInclude {here}/public/.hosting/apache.conf\n"), "None")
        }
    };
    format!(
        "ServerRoot {here}\nServerName archive.example.org\n{modules}User nobody\nGroup nogroup\n\
         PidFile {here}/apache.pid\nErrorLog {here}/apache.errors\nTypesConfig /etc/mime.types\n\
         Listen 127.0.0.1:{port}\n\
         <Directory {here}/public>\nRequire all granted\nAllowOverride {allowed}\n</Directory>\n\
         <VirtualHost *:{port}>\nDocumentRoot {here}/public\n{settings}</VirtualHost>\n"
    )
}

fn caddy(folder: &Path, port: u16) -> String {
    let here = folder.display();
    format!(
        "{{\n\tadmin off\n\tauto_https off\n\tlog {{\n\t\tlevel ERROR\n\t}}\n}}\n\
         http://:{port} {{\n\tbind 127.0.0.1\n\troot * {here}/public\n\timport {here}/public/.hosting/caddy.conf\n}}\n"
    )
}
