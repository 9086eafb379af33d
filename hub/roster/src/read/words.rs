//! The words clerks write into cells, and the codes behind them.

use gridbook_domain::household::Use;
use gridbook_domain::person::{Care, Relation, Residence, Sex};
use gridbook_domain::text::compact;

/// The meaning of one word of a care or residence cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Group {
    Care(Care),
    Residence(Residence),
    /// Nothing at all: 无, 否, 普通.
    None,
    /// Seen only by those whose duty it is; not for the grid's ledger.
    Restricted,
    Unknown,
}

/// Whether a cell says that there is nothing to say.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = compact(text);
    text.chars().all(|c| "-—－/\\.。、_".contains(c))
        || matches!(
            text.as_str(),
            "无" | "没有"
                | "空"
                | "暂无"
                | "NULL"
                | "null"
                | "不详"
                | "未知"
                | "不清楚"
                | "待核实"
                | "待补充"
                | "待登记"
        )
}

/// Whether a document cell says that the person would not show one (I2).
pub(crate) fn is_refusal(text: &str) -> bool {
    let text = compact(text);
    let whole = [
        "无",
        "没有",
        "拒",
        "未提供",
        "未登记",
        "不提供",
        "保密",
        "未出示",
        "暂不提供",
        "暂未提供",
    ];
    let parts = ["拒绝", "拒报", "拒登", "拒不", "不愿", "不肯", "不予提供", "不配合", "不便提供"];
    whole.contains(&text.as_str()) || parts.iter().any(|part| text.contains(part))
}

/// Whether a word says that somebody has died.
pub(crate) fn is_dead(word: &str) -> bool {
    let word = compact(word);
    let known = ["已故", "去世", "死亡", "病故", "过世", "亡故", "离世"];
    let not = ["未死亡", "无死亡", "丧偶", "父", "母", "配偶", "丈夫", "妻"];
    matches!(word.as_str(), "故" | "殁" | "亡")
        || (known.iter().any(|mark| word.contains(mark)) && !not.iter().any(|n| word.contains(n)))
}

/// Whether a cell means the same as the one above.
pub(crate) fn is_ditto(text: &str) -> bool {
    matches!(compact(text).as_str(), "同上" | "〃" | "″" | "\"" | "''" | "''''" | "上同")
}

/// Whether a cell says yes, no, or neither.
pub(crate) fn yes(text: &str) -> Option<bool> {
    match compact(text).to_uppercase().as_str() {
        "是" | "√" | "✓" | "✔" | "有" | "Y" | "YES" | "1" | "对" | "TRUE" | "∨" | "V" | "●" => {
            Some(true)
        }
        "否" | "×" | "✗" | "无" | "不是" | "没有" | "N" | "NO" | "0" | "FALSE" | "X" | "非" => {
            Some(false)
        }
        _ => None,
    }
}

/// The sex behind a word.
pub(crate) fn sex(text: &str) -> Option<Sex> {
    match compact(text).to_uppercase().as_str() {
        "男" | "男性" | "1" | "M" | "先生" => Some(Sex::Male),
        "女" | "女性" | "2" | "F" | "女士" => Some(Sex::Female),
        _ => None,
    }
}

/// The relation to the head behind a word, and whether the word is a usual one. A usual relation
/// without a code of its own, such as 儿媳, is kept as written.
pub(crate) fn relation(text: &str) -> (Relation, bool) {
    let word = compact(text);
    let known = match word.as_str() {
        "户主" | "本人" | "户主本人" | "本户主" => Relation::Head,
        "配偶" | "妻" | "夫" | "妻子" | "丈夫" | "爱人" | "老婆" | "老公" | "夫妻" => {
            Relation::Spouse
        }
        "子" | "女" | "子女" | "儿子" | "女儿" | "长子" | "次子" | "三子" | "长女" | "次女"
        | "三女" | "独生子" | "独生女" | "养子" | "养女" | "继子" | "继女" | "儿" | "大儿子"
        | "小儿子" | "大女儿" | "小女儿" => Relation::Child,
        "父母" | "父" | "母" | "父亲" | "母亲" | "爸爸" | "妈妈" | "岳父" | "岳母" | "公公"
        | "婆婆" | "继父" | "继母" | "养父" | "养母" | "配偶父母" => Relation::Parent,
        "孙子女" | "孙子" | "孙女" | "孙" | "外孙" | "外孙女" | "外孙子" | "曾孙" | "曾孙女"
        | "长孙" | "外孙子女" => Relation::Grandchild,
        "祖父母" | "祖父" | "祖母" | "爷爷" | "奶奶" | "外公" | "外婆" | "外祖父" | "外祖母"
        | "姥姥" | "姥爷" => Relation::Grandparent,
        "兄弟姐妹" | "兄" | "弟" | "姐" | "妹" | "哥哥" | "弟弟" | "姐姐" | "妹妹" | "兄弟"
        | "姐妹" | "姊妹" => Relation::Sibling,
        "租客" | "租户" | "承租人" | "租住" | "合租" | "合租人" | "租房" | "租赁" => {
            Relation::Tenant
        }
        _ => return (Relation::Other(word.clone()), is_usual_relation(&word)),
    };
    (known, true)
}

fn is_usual_relation(word: &str) -> bool {
    let usual = [
        "儿媳",
        "媳妇",
        "女婿",
        "孙媳",
        "孙女婿",
        "侄",
        "侄子",
        "侄女",
        "外甥",
        "外甥女",
        "嫂",
        "嫂子",
        "姐夫",
        "妹夫",
        "弟媳",
        "弟妹",
        "叔",
        "叔叔",
        "伯",
        "姑",
        "姑姑",
        "舅",
        "舅舅",
        "姨",
        "亲属",
        "亲戚",
        "其他",
        "其他亲属",
        "非亲属",
        "保姆",
        "朋友",
        "同事",
        "同住人",
        "雇员",
        "员工",
        "同学",
    ];
    usual.contains(&word)
}

/// Returns the meaning of one word of a care or residence cell. The two columns are mixed up so
/// often that either kind of word is taken in either.
pub(crate) fn group(text: &str) -> Group {
    let word = compact(text);
    if is_restricted(&word) {
        return Group::Restricted;
    }
    let care = |care: Care| Group::Care(care);
    match word.as_str() {
        "否" | "普通" | "一般" | "正常" | "普通居民" | "普通人群" | "一般人群" => {
            Group::None
        }
        "老年人" | "老人" | "老年" | "高龄" | "高龄老人" | "60岁以上" | "60岁以上老人"
        | "65岁以上" | "80岁以上" | "80岁以上老人" | "失能老人" => {
            care(Care::Elderly)
        }
        "独居老人" | "独居" | "空巢老人" | "空巢" | "孤寡老人" | "孤寡" | "孤老" => {
            care(Care::Alone)
        }
        "低保" | "低保户" | "低收入" | "低收入家庭" | "低保边缘" | "低保家庭" => {
            care(Care::LowIncome)
        }
        "残疾" | "残疾人" | "重残" | "肢体残疾" | "视力残疾" | "听力残疾" | "残疾人员" => {
            care(Care::Disabled)
        }
        "重病" | "大病" | "卧床" | "重病卧床" | "重大疾病" | "失能" | "慢性病" | "瘫痪" => {
            care(Care::Ill)
        }
        "留守儿童" | "留守" => care(Care::LeftBehind),
        "孤儿" | "事实孤儿" | "事实无人抚养儿童" => care(Care::Orphan),
        "失业" | "下岗" | "待业" | "失业人员" | "下岗失业" | "就业困难" => {
            care(Care::Unemployed)
        }
        "孕产妇" | "孕妇" | "产妇" | "怀孕" | "待产" => care(Care::Expectant),
        "困难" | "困难家庭" | "困难户" | "特困" | "特困户" | "特困人员" | "五保" | "五保户"
        | "失独" | "失独家庭" | "困境儿童" | "困难群众" => care(Care::Hardship),
        _ => residence(&word),
    }
}

fn residence(word: &str) -> Group {
    let found = match word {
        "户籍" | "户籍人口" | "常住" | "常住人口" | "本地" | "本地户籍" | "本市户籍"
        | "本区户籍" | "户籍人员" | "人户一致" | "常住户籍" | "本地人口" => {
            Residence::Registered
        }
        "流动" | "流动人口" | "暂住" | "暂住人口" | "外来" | "外来人口" | "外地" | "外地户籍"
        | "非户籍" | "外来人员" | "流动人员" | "寄住" | "外市户籍" | "外省户籍" => {
            Residence::Floating
        }
        "境外" | "境外人员" | "外籍" | "外国人" | "港澳台" | "港澳居民" | "台湾居民"
        | "外籍人员" => Residence::Abroad,
        _ if is_blank(word) => return Group::None,
        _ => return Group::Unknown,
    };
    Group::Residence(found)
}

/// Groups that only those may see whose duty it is, and what the project collects nowhere.
fn is_restricted(word: &str) -> bool {
    let parts = [
        "精神",
        "矫正",
        "刑满",
        "刑释",
        "安置帮教",
        "帮教",
        "吸毒",
        "戒毒",
        "涉毒",
        "艾滋",
        "信访",
        "上访",
        "邪教",
        "涉邪",
        "党员",
        "信教",
        "重点人员",
        "重点人口",
        "前科",
        "服刑",
    ];
    parts.iter().any(|part| word.contains(part))
}

/// How a dwelling is used.
pub(crate) fn dwelling_use(text: &str) -> Option<Use> {
    let word = compact(text);
    match word.as_str() {
        "出租" | "出租房" | "租赁" | "租住" | "租" | "整租" | "合租" | "群租" | "出租屋"
        | "已出租" | "租用" | "承租" => Some(Use::Rented),
        "自住" | "自有" | "自用" | "自购" | "本人自住" | "未出租" | "自有住房" | "自住房"
        | "非出租" => Some(Use::Own),
        "空置" | "空房" | "空" | "空户" | "闲置" | "无人居住" | "空置房" | "未入住" => {
            Some(Use::Vacant)
        }
        _ => yes(&word).map(|rented| if rented { Use::Rented } else { Use::Own }),
    }
}

/// Whether the name cell of a row says that nobody lives there.
pub(crate) fn is_vacant_name(text: &str) -> bool {
    let words = ["空户", "空房", "空置", "无人", "无人居住", "空置房", "未入住", "闲置", "无人住"];
    words.contains(&compact(text).as_str())
}

/// Whether the first word of a row says that it counts other rows.
pub(crate) fn is_total(text: &str) -> bool {
    let word = compact(text);
    ["合计", "总计", "小计", "共计", "累计", "本页合计", "总人数", "总户数"]
        .iter()
        .any(|total| word.starts_with(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i2_every_spelling_of_not_given_is_a_valid_answer() {
        for word in ["拒绝提供", "拒报", "不愿提供", "未提供", "无", "拒绝 提供", "住户拒绝登记"]
        {
            assert!(is_refusal(word), "{word}");
        }
        assert!(!is_refusal("330102197803051234"));
        assert!(!is_refusal("-"));
        assert!(!is_refusal("待核实"));
    }

    #[test]
    fn a_relation_without_a_code_is_kept_as_written() {
        assert_eq!(relation("长 子"), (Relation::Child, true));
        assert_eq!(relation("儿媳"), (Relation::Other("儿媳".to_owned()), true));
        assert!(!relation("房东的猫").1);
    }

    #[test]
    fn restricted_groups_never_become_care_groups() {
        for word in ["严重精神障碍", "社区矫正人员", "刑满释放", "社区戒毒", "信访人员", "党员"]
        {
            assert_eq!(group(word), Group::Restricted, "{word}");
        }
        assert_eq!(group("残疾人"), Group::Care(Care::Disabled));
        assert_eq!(group("流动人口"), Group::Residence(Residence::Floating));
        assert_eq!(group("飞行员"), Group::Unknown);
    }

    #[test]
    fn a_mark_at_let_dwellings_is_understood_in_its_spellings() {
        for word in ["是", "√", "出租", "租赁", "Y"] {
            assert_eq!(dwelling_use(word), Some(Use::Rented), "{word}");
        }
        for word in ["否", "自住", "×"] {
            assert_eq!(dwelling_use(word), Some(Use::Own), "{word}");
        }
        assert_eq!(dwelling_use("空置"), Some(Use::Vacant));
        assert_eq!(dwelling_use("仓库"), None);
    }
}
