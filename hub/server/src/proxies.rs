//! The proxies that the hub believes about the origin of a request.

use super::network::Network;
use axum::http::{HeaderMap, HeaderName};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The one header that is read. A proxy that writes this one passes a client's own `Forwarded` on
/// unchanged, so a hub that read both would believe the client.
const HEADER: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies before the hub; none for a hub that is reached directly.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxies(Arc<[Network]>);

impl Proxies {
    /// Those in these networks.
    pub fn new(networks: &[Network]) -> Self {
        Self(networks.into())
    }

    /// Whether there is any, and so TLS before the hub.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Returns the address a request comes from. Each proxy appends the address of its client, so
    /// it is the right-most entry that is not a trusted proxy; anybody may have written those
    /// further left. An entry that is not an address ends the search: the request counts as the
    /// last proxy's own.
    pub fn sender(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all(HEADER).iter().rev();
        let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        let mut found = peer.to_canonical();
        while self.0.iter().any(|network| network.holds(found)) {
            let Some(before) = entries.next().and_then(address) else { break };
            found = before;
        }
        found
    }
}

/// An address, with or without a port, as proxies write it.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    let found: IpAddr = bare.parse().or_else(|_| with_port()).ok()?;
    Some(found.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    /// Who sent a request that came from a peer with these header lines, behind 10.0.0.1, ::9 and
    /// those in 172.18.0.0/16.
    fn sender(peer: &str, lines: &[&[u8]]) -> String {
        let proxies = ["10.0.0.1", "::9", "172.18.0.0/16"].map(|text| text.parse().unwrap());
        let proxies = Proxies::new(&proxies);
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HEADER, HeaderValue::from_bytes(line).unwrap());
        }
        proxies.sender(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn of_a_proxy_the_right_most_address_that_is_no_proxy_is_believed() {
        for (lines, expected) in [
            (&[&b"203.0.113.7"[..]][..], "203.0.113.7"),
            (&[b"6.6.6.6, 203.0.113.7"], "203.0.113.7"),
            (&[b"6.6.6.6", b"203.0.113.7"], "203.0.113.7"),
            (&[b"6.6.6.6, 203.0.113.7, 10.0.0.1,::9"], "203.0.113.7"),
            (&[b"203.0.113.7:4711"], "203.0.113.7"),
            (&[b"2001:db8::5"], "2001:db8::5"),
            (&[b"[2001:db8::5]"], "2001:db8::5"),
            (&[b"6.6.6.6,[2001:db8::5]:443"], "2001:db8::5"),
            (&[b"::ffff:203.0.113.7"], "203.0.113.7"),
            (&[b"10.0.0.1"], "10.0.0.1"),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(sender("10.0.0.1", lines), expected, "{lines:?}");
            assert_eq!(sender("::ffff:10.0.0.1", lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_proxy_may_stand_anywhere_in_its_network() {
        for peer in ["172.18.0.2", "172.18.255.254", "::ffff:172.18.3.4"] {
            assert_eq!(sender(peer, &[b"6.6.6.6, 203.0.113.7"]), "203.0.113.7", "{peer}");
            assert_eq!(sender(peer, &[b"6.6.6.6, 203.0.113.7, 172.18.9.9"]), "203.0.113.7");
        }
        assert_eq!(sender("172.19.0.2", &[b"203.0.113.7"]), "172.19.0.2");
    }

    #[test]
    fn a_word_that_is_no_address_ends_the_search_at_the_proxy_that_wrote_it() {
        for word in ["", " ", "unknown", "_hidden", "1.2.3", "[::1", "::1]:5", "fe80::1%eth0", "é"]
        {
            assert_eq!(sender("10.0.0.1", &[word.as_bytes()]), "10.0.0.1", "{word}");
            let spoofed = format!("6.6.6.6, {word}");
            assert_eq!(sender("10.0.0.1", &[spoofed.as_bytes()]), "10.0.0.1", "{spoofed}");
            let further = format!("6.6.6.6, {word}, ::9");
            assert_eq!(sender("10.0.0.1", &[further.as_bytes()]), "::9", "{further}");
        }
        assert_eq!(sender("10.0.0.1", &[b"6.6.6.6, \xff\xfe"]), "10.0.0.1");
        let many = "::9,".repeat(15_000);
        assert_eq!(sender("10.0.0.1", &[format!("6.6.6.6,{many}::9").as_bytes()]), "6.6.6.6");
    }

    #[test]
    fn whoever_is_no_proxy_is_not_believed() {
        assert_eq!(sender("192.0.2.1", &[b"6.6.6.6"]), "192.0.2.1");
        let direct = Proxies::default();
        let mut headers = HeaderMap::new();
        headers.append(HEADER, HeaderValue::from_static("6.6.6.6"));
        assert_eq!(direct.sender("10.0.0.1".parse().unwrap(), &headers).to_string(), "10.0.0.1");
    }
}
