//! Made-up residents and visits, the same for both sides of a comparison.

use gridbook_domain::Fields;
use gridbook_domain::id::RecordId;
use serde_json::{Value, json};

const SURNAMES: [&str; 12] =
    ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫"];
const GIVEN: [&str; 12] =
    ["敏", "静", "伟", "洋", "芳", "建国", "晓燕", "志强", "雨桐", "子轩", "丽华", "海峰"];

/// A number that looks random and is the same each time.
pub fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 31)
}

/// A record id that is the same for the same number.
pub fn id(kind: u64, number: u64) -> RecordId {
    let (a, b) = (mixed(kind << 32 | number), mixed(number << 8 | kind));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(a.to_le_bytes().into_iter().chain(b.to_le_bytes())).for_each(
        |(to, from)| {
            *to = from;
        },
    );
    RecordId::from_random(bytes)
}

/// The fields of resident number `n`.
pub fn resident(n: u64) -> Fields {
    let pick = |from: &[&str; 12], shift: u32| {
        let at = usize::try_from((mixed(n) >> shift) % 12).unwrap_or(0);
        from.get(at).copied().unwrap_or_default().to_owned()
    };
    let name = pick(&SURNAMES, 3) + &pick(&GIVEN, 17);
    fields(json!({
        "household": id(2, n / 3),
        "name": name,
        "sex": if n.is_multiple_of(2) { "male" } else { "female" },
        "birth": format!("{}-{:02}-{:02}", 1940 + n % 80, 1 + n % 12, 1 + n % 28),
        "document_kind": "citizen",
        "document": format!("990101{:012}", mixed(n) % 1_000_000_000_000),
        "phone": format!("199{:08}", mixed(n) % 100_000_000),
        "relation": if n.is_multiple_of(3) { "head" } else { "child" },
        "residence": "registered",
        "standing": "present",
    }))
}

/// The text of visit number `n`.
pub fn visit_content(n: u64) -> String {
    let phrases =
        ["家中情况正常", "老人身体尚好", "提醒按时服药", "核对登记信息无误", "宣传反诈知识"];
    let pick = |shift: u32| {
        let at = usize::try_from((mixed(n) >> shift) % 5).unwrap_or(0);
        phrases.get(at).copied().unwrap_or_default()
    };
    format!("{}，{}，编号{}。", pick(5), pick(23), mixed(n) % 100_000)
}

/// The fields of an object literal.
pub fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
