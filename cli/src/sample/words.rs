//! Names of made-up people and texts of made-up clerks.

/// Surnames, the common ones.
pub const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅\
    沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔\
    白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";

/// Given names of men.
pub const MEN: &[&str] = &[
    "建国", "志强", "海峰", "国华", "明", "伟", "军", "勇", "杰", "涛", "鹏", "浩然", "子轩",
    "宇航", "俊杰", "文博", "建军", "德明", "永福", "长根", "金山", "大勇", "立新", "振华", "家豪",
    "梓睿", "思远", "天佑", "卫东", "春生", "水根", "阿毛", "启明", "宏伟", "晓东", "世杰",
];

/// Given names of women.
pub const WOMEN: &[&str] = &[
    "秀英", "桂兰", "丽华", "敏", "静", "芳", "娟", "晓燕", "雨桐", "子涵", "欣怡", "梓萱", "淑珍",
    "玉梅", "凤英", "桂芳", "美玲", "春花", "佳琪", "思颖", "诗涵", "爱华", "红梅", "小红", "亚男",
    "文静", "婷婷", "雪", "慧", "月娥", "招娣", "巧云", "若曦", "一诺",
];

/// Residents from abroad: name and whether a man.
pub const ABROAD: &[(&str, bool)] = &[
    ("Anna Petrova", false),
    ("John Miller", true),
    ("Kim Minjun", true),
    ("Maria Silva", false),
    ("Tanaka Yuki", false),
    ("Omar Haddad", true),
];

/// How clerks write that a document was not shown.
pub const REFUSALS: &[&str] = &["拒绝提供", "不愿提供", "拒报", "未提供"];

/// Where people work.
pub const WORKPLACES: &[&str] = &[
    "清河纺织厂",
    "区人民医院",
    "第二小学",
    "快递公司",
    "个体经营",
    "建筑公司",
    "软件园某公司",
    "公交公司",
    "清河菜市场",
    "物业公司",
    "退休",
    "待业",
];

/// Texts of the column of remarks, now and then.
pub const REMARKS: &[&str] = &[
    "子女在外地",
    "家中养狗",
    "夜班,白天休息",
    "行动不便",
    "钥匙在邻居处",
    "房东不在本地",
    "热心居民",
    "楼组长",
];
