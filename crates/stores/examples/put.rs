//! Measures the floor of a first deploy: every file of a folder is sent to a bucket, and nothing else.
//!
//! `cargo run --release --package generate-stores --example put -- FOLDER s3://BUCKET/FOLDER ENDPOINT PARALLEL` uses the library, the
//! client and the number of transfers that a deploy uses, but plans, records, locks and reads back nothing. The files are listed
//! before the clock starts. A line of JSON says how many files and bytes were sent in how many seconds.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use generate_stores::{Address, Headers, Options, Store};

fn main() -> ExitCode {
    let result = run().and_then(|line| Ok(writeln!(io::stdout(), "{line}")?));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "put: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, address, endpoint, parallel] = &arguments[..] else {
        return Err("usage: put FOLDER ADDRESS ENDPOINT PARALLEL".into());
    };
    let options = Options {
        endpoint: Some(endpoint.clone()),
        region: Some("us-east-1".to_owned()),
        ..Options::default()
    };
    let store = Store::open(&Address::parse(address)?, &options)?;
    let parallel: usize = parallel.parse()?;
    let folder = PathBuf::from(folder);
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&folder)?.to_str().ok_or("a name that is not UTF-8")?;
            files.push(path.to_owned());
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let started = Instant::now();
    let count = files.len();
    let bytes = runtime.block_on(async {
        let headers = Headers {
            content_type: "text/html; charset=utf-8".to_owned(),
            cache_control: "public, max-age=0, must-revalidate".to_owned(),
            content_encoding: None,
            redirect: None,
        };
        let sent = stream::iter(files).map(|path| {
            let (store, headers, folder) = (store.clone(), headers.clone(), folder.clone());
            tokio::spawn(async move {
                let bytes = Bytes::from(std::fs::read(folder.join(&path))?);
                let length = bytes.len();
                store.write(&path, bytes, &headers).await?;
                Ok::<usize, Box<dyn Error + Send + Sync>>(length)
            })
        });
        let mut sent = sent.buffer_unordered(parallel);
        let mut total = 0;
        while let Some(length) = sent.try_next().await? {
            total += length.map_err(|error| error.to_string())?;
        }
        Ok::<usize, Box<dyn Error>>(total)
    })?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(format!("{{\"files\": {count}, \"bytes\": {bytes}, \"seconds\": {seconds:.3}}}"))
}
