//! From an address to a store: one function for each service.

use std::sync::{Arc, Once};
use std::time::Duration;

use opendal::{HttpTransporter, OperationContext, Operator, services};
use opendal_http_transport_reqwest::ReqwestTransport;
use reqsign_aws_v4::{DefaultCredentialProvider, RequestSigner};
use reqsign_core::{Context, OsEnv, ProvideCredentialChain, Signer};
use reqsign_file_read_tokio::TokioFileRead;

use crate::credentials::{Login, Secrets, login, variable};
use crate::ftp::Ftp;
use crate::redirect::Redirecting;
use crate::{Address, Error, ErrorKind, Options, Scheme};

/// The store at `address`, and what no message may show of how it is reached.
pub(crate) fn operator(address: &Address, options: &Options) -> Result<(Operator, Secrets), Error> {
    prepare_http();
    let mut secrets = Secrets::of_environment();
    let operator = match address.scheme() {
        Scheme::S3 => s3(address, options),
        Scheme::Gcs => gcs(address, options),
        Scheme::Azure => azure(address, options)?,
        Scheme::Sftp => sftp(address, options)?,
        Scheme::WebDavs | Scheme::WebDav => webdav(address, &mut secrets),
        Scheme::Folder | Scheme::Ftps | Scheme::Ftp => {
            Err(opendal::Error::new(opendal::ErrorKind::Unsupported, "this is reached in another way"))
        }
    };
    Ok((operator.map_err(|error| Error::of(&error, &secrets))?, secrets))
}

/// Chooses the library of cryptography, of which several could be compiled in, and the HTTP client of whatever asks for
/// credentials, once for the process.
pub(crate) fn prepare_http() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error only says that one was chosen before.
        drop(rustls::crypto::ring::default_provider().install_default());
        HttpTransporter::install_default(ReqwestTransport::default());
    });
}

fn s3(address: &Address, options: &Options) -> opendal::Result<Operator> {
    let mut service = services::S3::default().bucket(address.place()).root(address.path());
    let endpoint =
        options.endpoint.clone().or_else(|| variable(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]));
    if let Some(endpoint) = &endpoint {
        service = service.endpoint(endpoint);
    }
    let region = options.region.clone().or_else(|| variable(&["AWS_REGION", "AWS_DEFAULT_REGION"]));
    // Services that speak the protocol of S3 have one region, which they call `auto`, or look at none.
    let fallback = if endpoint.is_some() { "auto" } else { "us-east-1" };
    let region = region.as_deref().unwrap_or(fallback);
    let mut credentials = DefaultCredentialProvider::builder();
    // Only machines of Amazon have this source, and elsewhere asking it takes seconds.
    if endpoint.is_some() {
        credentials = credentials.no_imds();
    }
    let credentials = Arc::new(credentials.build());
    service = service
        .region(region)
        .credential_provider_chain(ProvideCredentialChain::new().push(credentials.clone()));
    let signer = Signer::new(
        Context::new()
            .with_file_read(TokioFileRead)
            .with_env(OsEnv)
            .with_http_send(HttpTransporter::default()),
        credentials,
        RequestSigner::new("s3", region),
    );
    let client = Redirecting { client: ReqwestTransport::default(), signer };
    let context = OperationContext::new().with_http_transport(HttpTransporter::new(client));
    Ok(Operator::new(service)?.with_context(context))
}

fn gcs(address: &Address, options: &Options) -> opendal::Result<Operator> {
    let mut service = services::Gcs::default().bucket(address.place()).root(address.path());
    if let Some(endpoint) = options.endpoint.clone().or_else(|| variable(&["STORAGE_EMULATOR_HOST"])) {
        // An emulator has no accounts.
        service = service.endpoint(&endpoint).skip_signature();
    }
    Operator::new(service)
}

fn azure(address: &Address, options: &Options) -> Result<opendal::Result<Operator>, Error> {
    let account = options
        .account
        .clone()
        .or_else(|| variable(&["AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT"]))
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Address,
                "no storage account is given (`account`, or AZURE_STORAGE_ACCOUNT)",
            )
        })?;
    let endpoint =
        options.endpoint.clone().unwrap_or_else(|| format!("https://{account}.blob.core.windows.net"));
    let mut service = services::Azblob::default()
        .container(address.place())
        .root(address.path())
        .account_name(&account)
        .endpoint(&endpoint);
    if let Some(key) = variable(&["AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY"]) {
        service = service.account_key(&key);
    }
    if let Some(token) = variable(&["AZURE_STORAGE_SAS_TOKEN"]) {
        service = service.sas_token(&token);
    }
    Ok(Operator::new(service))
}

#[cfg(unix)]
fn sftp(address: &Address, options: &Options) -> Result<opendal::Result<Operator>, Error> {
    let mut service = services::Sftp::default()
        .endpoint(&format!("ssh://{}", address.place()))
        .root(&format!("/{}", address.path()));
    if let Some(user) = address.user() {
        service = service.user(user);
    }
    if let Some(key) = &options.key_file {
        service = service.key(key);
    }
    Ok(Operator::new(service))
}

#[cfg(not(unix))]
fn sftp(_: &Address, _: &Options) -> Result<opendal::Result<Operator>, Error> {
    Err(Error::new(ErrorKind::Unsupported, "SFTP works on Linux and macOS only"))
}

/// The folder of an FTP server, and what no message may show of how it is reached.
pub(crate) fn ftp(address: &Address, silence: Duration) -> Result<(Ftp, Secrets), Error> {
    prepare_http();
    let mut secrets = Secrets::of_environment();
    let Login { user, password } = login("FTP", address.host(), address.user());
    let (user, password) = (user.unwrap_or_else(|| "anonymous".to_owned()), password.unwrap_or_default());
    secrets.add(&password);
    let port = address.place()[address.host().len()..].trim_start_matches(':').parse().unwrap_or(21);
    let place = (address.host().to_owned(), port);
    let has_tls = address.scheme() == Scheme::Ftps;
    let ftp = Ftp::new(place, address.path(), (user, password), has_tls, secrets.clone(), silence)?;
    Ok((ftp, secrets))
}

fn webdav(address: &Address, secrets: &mut Secrets) -> opendal::Result<Operator> {
    let Login { user, password } = login("WEBDAV", address.host(), address.user());
    secrets.add(password.as_deref().unwrap_or_default());
    let scheme = if address.scheme() == Scheme::WebDavs { "https" } else { "http" };
    let mut service = services::Webdav::default()
        .endpoint(&format!("{scheme}://{}", address.place()))
        .root(&format!("/{}", address.path()));
    if let Some(user) = user {
        service = service.username(&user).password(password.as_deref().unwrap_or_default());
    }
    Operator::new(service)
}
