//! Addresses that belong together.

use std::net::IpAddr;
use std::str::FromStr;

/// One address or a network of them, as `10.0.0.1`, `172.18.0.0/16` or `fd00::/8`. Bits behind the
/// network's length are ignored: `172.18.0.1/16` is the same network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: u128,
    /// How many bits from the left are those of the network.
    length: u32,
}

/// A text is no address and no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither an address nor a network such as 172.18.0.0/16")]
pub struct NoNetwork;

impl Network {
    /// Whether an address belongs to it.
    pub(super) fn holds(self, address: IpAddr) -> bool {
        (wide(address) ^ self.address).leading_zeros() >= self.length
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self { address: wide(address), length: u128::BITS }
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let Some((address, length)) = text.split_once('/') else {
            return text.parse().map(IpAddr::into).map_err(|_| NoNetwork);
        };
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let length: u32 = length.parse().map_err(|_| NoNetwork)?;
        // An IPv4 address stands in the last 32 bits of an IPv6 one.
        let before = if address.is_ipv4() { 96 } else { 0 };
        let length = length.checked_add(before).filter(|length| *length <= u128::BITS);
        Ok(Self { address: wide(address), length: length.ok_or(NoNetwork)? })
    }
}

/// An address as IPv6 has it, so that one of IPv4 is the same however it came.
fn wide(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().holds(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_its_addresses_and_none_beside_them() {
        for (network, inside, outside) in [
            ("10.0.0.1", &["10.0.0.1", "::ffff:10.0.0.1"][..], &["10.0.0.2", "::a00:1"][..]),
            ("10.0.0.1/32", &["10.0.0.1", "::ffff:10.0.0.1"], &["10.0.0.0", "10.0.0.2"]),
            ("::ffff:10.0.0.1", &["10.0.0.1", "::ffff:10.0.0.1"], &["10.0.0.2"]),
            ("10.0.0.0/8", &["10.0.0.0", "10.255.255.255"], &["9.255.255.255", "11.0.0.0", "::"]),
            ("::ffff:10.0.0.0/104", &["10.0.0.0", "10.255.255.255"], &["11.0.0.0", "a::"]),
            ("172.18.0.1/16", &["172.18.0.0", "::ffff:172.18.9.9"], &["172.17.0.1", "172.19.0.0"]),
            ("172.16.0.0/12", &["172.16.0.1", "172.31.255.255"], &["172.15.0.1", "172.32.0.0"]),
            ("192.0.2.128/25", &["192.0.2.128", "192.0.2.255"], &["192.0.2.127", "192.0.3.128"]),
            ("0.0.0.0/0", &["0.0.0.0", "255.255.255.255"], &["::", "::1", "2001:db8::1"]),
            ("::1", &["::1"], &["::", "::2", "127.0.0.1", "0.0.0.1"]),
            ("fd00::/8", &["fd00::", "fdff::1"], &["fc00::1", "fe00::"]),
            ("2001:db8::/33", &["2001:db8:7fff::"], &["2001:db8:8000::", "2001:db9::"]),
            ("2001:db8::2/127", &["2001:db8::2", "2001:db8::3"], &["2001:db8::1", "2001:db8::4"]),
            ("::/0", &["::", "ffff::", "10.0.0.1"], &[]),
        ] {
            inside.iter().for_each(|one| assert!(holds(network, one), "{one} in {network}"));
            outside.iter().for_each(|one| assert!(!holds(network, one), "{one} in {network}"));
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "/",
            "/8",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/8/8",
            "10.0.0.0/255.0.0.0",
            "10.0.0.0/4294967295",
            "10.0.0/8",
            "10.0.0.0 /8",
            "::/129",
            "fe80::1%eth0",
            "proxy",
            "[::1]",
            "10.0.0.1:80",
        ] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
    }
}
