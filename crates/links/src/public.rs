//! Which machines may be asked: those of the public internet, not this machine or one of its network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::Failure;

/// Looks up names of hosts, and leaves out addresses that are not public.
pub(crate) struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|error| lookup_failure(&error))?.collect();
            // The name of a proxy of this network is asked for on purpose.
            let is_proxy = || proxies().any(|proxy| proxy.eq_ignore_ascii_case(name.as_str()));
            let public: Vec<SocketAddr> =
                found.iter().copied().filter(|address| is_public(address.ip())).collect();
            let usable = if public.len() < found.len() && is_proxy() { found } else { public };
            if usable.is_empty() {
                return Err(Failure::NotPublic.into());
            }
            Ok(Box::new(usable.into_iter()) as Addrs)
        })
    }
}

/// The hosts of the proxies that the environment names.
fn proxies() -> impl Iterator<Item = String> {
    let names = ["http_proxy", "https_proxy", "all_proxy"];
    let names = names.into_iter().flat_map(|name| [name.to_owned(), name.to_ascii_uppercase()]);
    names.filter_map(|name| {
        let text = std::env::var(name).ok()?;
        let url = Url::parse(&text).or_else(|_| Url::parse(&format!("http://{text}"))).ok()?;
        Some(url.host_str()?.to_owned())
    })
}

/// Why a name was not found: only where the answer is that there is no such name, it is gone.
fn lookup_failure(error: &std::io::Error) -> Failure {
    /// What systems say: glibc, glibc for a name without addresses, musl, macOS, Windows.
    const NO_SUCH_NAME: [&str; 5] = [
        "Name or service not known",
        "No address associated with hostname",
        "Name does not resolve",
        "nodename nor servname provided",
        "No such host is known",
    ];
    let text = error.to_string();
    if NO_SUCH_NAME.iter().any(|known| text.contains(known)) { Failure::NoHost } else { Failure::Other(text) }
}

/// Whether an address may be asked for, as far as it holds a number in place of a name.
pub(crate) fn is_public_url(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.parse().map_or(true, is_public)
}

/// Whether an address is one of the public internet (the registries of special-purpose addresses of IANA).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b) {
        // This network, private, loopback, link-local, and from 224.0.0.0 on multicast and reserved.
        (0 | 10 | 127, _) | (169, 254) | (192, 168) | (224.., _) => true,
        (172, 16..=31) => true,
        // Shared by customers of a provider; tests of networks.
        (100, 64..=127) | (198, 18 | 19) => true,
        // Protocols, documentation.
        (192, 0) => matches!(c, 0 | 2),
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let parts = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        // An address of version 4 behind a translator, or in a tunnel.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => is_public_v4(v4(high, low)),
        // Protocols such as Teredo; documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Nothing else is given to public networks.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_of_this_network_are_told_from_public_ones() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "93.184.216.34",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::",
            "2606:4700::1111",
            "2a00::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn numbers_in_place_of_names_are_read_in_every_spelling() {
        for address in [
            "http://127.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://[::1]:8080/",
            "http://[::ffff:7f00:1]/",
        ] {
            assert!(!is_public_url(&Url::parse(address).unwrap()), "{address}");
        }
        for address in ["http://1.1.1.1/", "http://[2606:4700::1111]/", "https://example.org/127.0.0.1"] {
            assert!(is_public_url(&Url::parse(address).unwrap()), "{address}");
        }
    }

    #[test]
    fn a_name_is_gone_only_where_the_answer_says_so() {
        let failure = |text: &str| lookup_failure(&std::io::Error::other(text));
        assert_eq!(
            failure("failed to lookup address information: Name or service not known"),
            Failure::NoHost
        );
        let again = "failed to lookup address information: Temporary failure in name resolution";
        assert_eq!(failure(again), Failure::Other(again.to_owned()));
    }
}
