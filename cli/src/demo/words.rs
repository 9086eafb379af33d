//! Texts of made-up workers.

/// Content of visits where somebody was met.
pub const CONTENT: &[&str] = &[
    "家中情况正常，无变化。",
    "老人身体尚好，提醒按时服药。",
    "询问燃气使用情况，软管已到更换年限，提醒联系燃气公司。",
    "宣传反诈知识，已安装反诈提醒。",
    "租客在家，核对了租住人员信息。",
    "反映楼道灯不亮，已记录。",
    "家中有孕妇，告知社区卫生服务站建卡事项。",
    "了解就业意向，推荐参加街道招聘会。",
    "询问医保缴费，说明了缴费办法。",
    "邻里因漏水有意见，已约双方周末面谈。",
    "独居老人，电话畅通，子女每周回来一次。",
    "核对户口簿，登记信息无误。",
];

/// Content of visits where nobody was met.
pub const ABSENT: &[&str] =
    &["敲门无人应答，已留联系卡。", "邻居说白天上班，改晚上再来。", "门口堆放杂物，未见人。"];

/// Reports, with the category of the routing table.
pub const MATTERS: &[(&str, &str, &str)] = &[
    ("municipal", "人行道地砖破损，老人易绊倒。", "3号楼东侧"),
    ("safety", "楼道内停放电动车充电，飞线。", "单元门内"),
    ("sanitation", "垃圾桶满溢，味道大。", "小区北门"),
    ("street_order", "流动摊贩占道。", "菜场门口"),
    ("greening", "树枝压到电线。", "花坛旁"),
    ("compound", "单元门禁损坏，关不上。", "2单元"),
    ("dispute", "楼上楼下因漏水争执。", "502室"),
    ("building_site", "工地夜间施工噪音。", "南侧工地"),
    ("environment", "河道有油污。", "桥下"),
    ("public_security", "陌生人逐户推销保健品。", "5号楼"),
];

/// The surnames and given names of newcomers.
pub const SURNAMES: &[&str] =
    &["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫"];
/// See [`SURNAMES`].
pub const GIVEN: &[&str] =
    &["敏", "静", "伟", "洋", "芳", "建国", "晓燕", "志强", "雨桐", "子轩", "丽华", "海峰"];

/// Where people work.
pub const WORKPLACES: &[&str] =
    &["清河菜场", "东方纺织厂", "区第二小学", "个体经营", "快递站", "已退休"];

/// The workers of the made-up street.
pub const WORKERS: &[&str] = &[
    "王芳", "李敏", "张伟", "刘洋", "陈静", "杨丽", "赵强", "黄磊", "周杰", "吴燕", "徐明", "孙娜",
];
