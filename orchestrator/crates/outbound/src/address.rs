//! Which addresses belong to the public internet. After the IANA registries of special-purpose addresses; the standard library's
//! `is_global` is not stable.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// What is not of the public internet.
const V4: [Ipv4Net; 16] = [
    v4([0, 0, 0, 0], 8),        // this network
    v4([10, 0, 0, 0], 8),       // private
    v4([100, 64, 0, 0], 10),    // shared behind a carrier's NAT
    v4([127, 0, 0, 0], 8),      // loopback
    v4([169, 254, 0, 0], 16),   // link-local, metadata of clouds
    v4([172, 16, 0, 0], 12),    // private
    v4([192, 0, 0, 0], 24),     // assignments of the IETF
    v4([192, 0, 2, 0], 24),     // documentation
    v4([192, 88, 99, 0], 24),   // relays of 6to4
    v4([192, 168, 0, 0], 16),   // private
    v4([198, 18, 0, 0], 15),    // benchmarks
    v4([198, 51, 100, 0], 24),  // documentation
    v4([203, 0, 113, 0], 24),   // documentation
    v4([224, 0, 0, 0], 4),      // multicast
    v4([240, 0, 0, 0], 4),      // reserved, broadcast
    v4([168, 63, 129, 16], 32), // a cloud's host, public in form only
];

/// All that is handed out as global unicast; loopback, unique local and link-local addresses, multicast, NAT64 and IPv4 in the form of
/// IPv6 lie outside.
const GLOBAL_UNICAST: Ipv6Net = v6([0x2000, 0, 0], 3);

/// What of it is not of the public internet.
const V6: [Ipv6Net; 4] = [
    v6([0x2001, 0, 0], 23),     // assignments of the IETF: Teredo, benchmarks, ORCHID
    v6([0x2001, 0xdb8, 0], 32), // documentation
    v6([0x2002, 0, 0], 16),     // 6to4, which holds any IPv4 address
    v6([0x3fff, 0, 0], 20),     // documentation
];

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([a, b, c]: [u16; 3], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// Whether an address can be reached from anywhere in the public internet and stands for nothing else.
pub fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !V4.iter().any(|range| range.contains(&address)),
        IpAddr::V6(address) => GLOBAL_UNICAST.contains(&address) && !V6.iter().any(|range| range.contains(&address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_of_the_public_internet_are_global() {
        for address in ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"] {
            assert!(is_global(address.parse().unwrap()), "{address}");
        }
        for address in ["192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1", "2001:200::1", "2a00::1"]
        {
            assert!(is_global(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn whatever_stands_for_something_nearby_is_not() {
        let v4 = ["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255"];
        let more = ["169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1"];
        let rest = ["198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255"];
        let v6 =
            ["::", "::1", "::10.0.0.1", "::ffff:1.1.1.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1"];
        let last =
            ["2001:db8::1", "2002:a00:1::", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "ff02::1"];
        for address in [&v4[..], &more, &rest, &v6, &last, &["168.63.129.16"]].concat() {
            assert!(!is_global(address.parse().unwrap()), "{address}");
        }
    }

    proptest! {
        /// The standard library knows these kinds; none of them is ever global.
        #[test]
        fn no_kind_that_has_a_name_is_global(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let is_special = address.is_private() || address.is_loopback() || address.is_link_local() || address.is_broadcast()
                || address.is_documentation() || address.is_multicast() || address.is_unspecified();
            prop_assert!(!(is_special && is_global(address.into())));
        }

        /// However an IPv4 address is put into an IPv6 one, it is not asked in that form.
        #[test]
        fn no_ipv4_address_passes_in_the_form_of_ipv6(bits: u32, rest: u64) {
            let (high, low) = ((bits >> 16) as u16, bits as u16);
            let tail = [rest as u16, (rest >> 16) as u16, (rest >> 32) as u16, (rest >> 48) as u16];
            let forms = [
                Ipv4Addr::from(bits).to_ipv6_mapped(),
                Ipv4Addr::from(bits).to_ipv6_compatible(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, tail[0], tail[1], tail[2], tail[3], 1),
                Ipv6Addr::new(0x2001, 0, high, low, tail[0], tail[1], !high, !low),
            ];
            prop_assert!(forms.iter().all(|form| !is_global((*form).into())));
        }

        #[test]
        fn nothing_local_of_ipv6_is_global(bits: u128) {
            let address = Ipv6Addr::from(bits);
            let is_special = address.is_loopback() || address.is_unspecified() || address.is_multicast()
                || address.is_unique_local() || address.is_unicast_link_local();
            prop_assert!(!(is_special && is_global(address.into())));
            // Of each address there is a local one.
            prop_assert!(!is_global(Ipv6Addr::from(bits >> 7 | 0xfc << 120).into()));
        }
    }
}
