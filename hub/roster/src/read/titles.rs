//! The columns an import knows and the titles clerks give to them.

use gridbook_domain::Class;

/// The record that a column's field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Owner {
    Person,
    Household,
    Dwelling,
}

impl Owner {
    /// The records that a row says something about.
    pub(crate) const ALL: [Self; 3] = [Self::Person, Self::Household, Self::Dwelling];

    /// Returns its class.
    pub(crate) const fn class(self) -> &'static Class {
        match self {
            Self::Person => &Class::Person,
            Self::Household => &Class::Household,
            Self::Dwelling => &Class::Dwelling,
        }
    }
}

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Column {
    Street,
    Community,
    Grid,
    Building,
    Unit,
    Door,
    Address,
    HouseholdNumber,
    /// The head's name, or a mark at the head.
    Head,
    Name,
    Sex,
    DocumentKind,
    Document,
    Birth,
    Phone,
    Relation,
    Residence,
    Care,
    /// Yes or no for one care group, by its code.
    CareFlag(&'static str),
    Use,
    /// A field that is read by its kind alone.
    Declared(Owner, &'static str),
    /// A running number or something that follows from other columns; left aside without a word.
    Aside,
    /// Data that the ledger does not collect, or not where every worker of the grid reads it.
    NotCollected,
}

impl Column {
    /// The remark about a person.
    pub(crate) const NOTE: Self = Self::Declared(Owner::Person, "note");

    /// Whether a second column of this meaning says nothing new.
    pub(crate) fn is_single(self) -> bool {
        !matches!(self, Self::Aside | Self::NotCollected | Self::CareFlag(_))
    }

    /// Returns the field that the column fills; `None` for one that names an area or is left aside.
    pub(crate) const fn field(self) -> Option<(Owner, &'static str)> {
        Some(match self {
            Self::Building => (Owner::Dwelling, "building"),
            Self::Unit => (Owner::Dwelling, "unit"),
            Self::Door => (Owner::Dwelling, "door"),
            Self::Address => (Owner::Dwelling, "address"),
            Self::Use => (Owner::Dwelling, "use"),
            Self::HouseholdNumber => (Owner::Household, "number"),
            Self::Head => (Owner::Household, "head"),
            Self::Name => (Owner::Person, "name"),
            Self::Sex => (Owner::Person, "sex"),
            Self::DocumentKind => (Owner::Person, "document_kind"),
            Self::Document => (Owner::Person, "document"),
            Self::Birth => (Owner::Person, "birth"),
            Self::Phone => (Owner::Person, "phone"),
            Self::Relation => (Owner::Person, "relation"),
            Self::Residence => (Owner::Person, "residence"),
            Self::Care | Self::CareFlag(_) => (Owner::Person, "care"),
            Self::Declared(owner, name) => (owner, name),
            Self::Street | Self::Community | Self::Grid | Self::Aside | Self::NotCollected => {
                return None;
            }
        })
    }
}

/// Returns every column with each of its titles: those of [`TITLES`], and for a field declared
/// `in_roster` that none of them fills, its label.
pub(crate) fn titles() -> impl Iterator<Item = (Column, &'static str)> {
    let written =
        TITLES.iter().flat_map(|(column, names)| names.split(' ').map(|name| (*column, name)));
    written.chain(Owner::ALL.into_iter().flat_map(unwritten))
}

fn unwritten(owner: Owner) -> impl Iterator<Item = (Column, &'static str)> {
    let fields = owner.class().fields().iter().filter(move |field| {
        let fills = |(column, _): &(Column, &str)| column.field() == Some((owner, field.name));
        field.in_roster && !TITLES.iter().any(fills)
    });
    fields.map(move |field| (Column::Declared(owner, field.name), field.label))
}

/// Every known title, compacted and without brackets; blanks separate them.
pub(crate) const TITLES: &[(Column, &str)] = &[
    (Column::Street, "街道 镇街 街镇 乡镇 镇 乡镇街道 所属街道 街道名称 所属镇街 街道(乡镇)"),
    (
        Column::Community,
        "社区 村 村社 村居 社区村 村社区 所属社区 社区名称 所在社区 村(社区) 居委会 \
         所属村居",
    ),
    (Column::Grid, "网格 网格名称 所属网格 网格号 网格编号 所在网格 单元网格 微网格 网格名"),
    (
        Column::Building,
        "楼栋 楼号 楼栋号 楼幢 楼幢号 幢 幢号 栋 栋号 楼 座 楼座 楼宇 几号楼 楼栋名称 \
         幢(栋)号",
    ),
    (Column::Unit, "单元 单元号"),
    (Column::Door, "门牌 门牌号 门牌号码 房号 房间号 房屋号 房间 室 室号 门号 户室 户室号 房室号"),
    (
        Column::Address,
        "地址 住址 现住址 家庭住址 居住地址 详细地址 现居住地址 现居住地 居住地 现住地址 \
         家庭地址 房屋地址 居住详址",
    ),
    (Column::HouseholdNumber, "户号 户编号 家庭编号 户序号 户口号 家庭号 户号码 住户编号"),
    (Column::Head, "户主 户主姓名 是否户主 是否为户主 户主名"),
    (
        Column::Name,
        "姓名 名字 成员姓名 居民姓名 人员姓名 家庭成员 家庭成员姓名 住户姓名 人口姓名 \
         居住人姓名 居住人员姓名",
    ),
    (Column::Sex, "性别"),
    (Column::DocumentKind, "证件类型 证件种类 证件类别 证件名称"),
    (
        Column::Document,
        "身份证号 身份证 身份证号码 公民身份号码 公民身份证号码 公民身份证号 证件号码 \
         证件号 居民身份证号码 居民身份证号 有效证件号码 身份证件号码 身份号码",
    ),
    (Column::Birth, "出生日期 出生年月日 出生年月 生日 出生时间 出生"),
    (
        Column::Phone,
        "电话 联系电话 手机 手机号 手机号码 联系方式 电话号码 联系号码 本人电话 联系手机 \
         移动电话",
    ),
    (
        Column::Relation,
        "与户主关系 关系 和户主关系 与户主的关系 户主关系 家庭关系 与户主 同户主关系",
    ),
    (
        Column::Residence,
        "人口类型 人员类别 人员类型 人口性质 人口类别 户籍类型 居住类型 居住性质 人户类型 \
         户籍性质 常住流动",
    ),
    (
        Column::Care,
        "关爱类别 关爱对象 关爱人群 关爱类型 关爱群体 特殊群体 困难类别 困难类型 重点关爱 \
         服务对象类别 人群分类 人群类别",
    ),
    (Column::CareFlag("elderly"), "老年人 是否老年人 60岁以上老人"),
    (Column::CareFlag("alone"), "独居老人 是否独居 空巢老人 是否独居老人 是否空巢老人 独居"),
    (Column::CareFlag("low_income"), "低保 是否低保 低保户 是否低保户"),
    (Column::CareFlag("disabled"), "残疾 是否残疾 残疾人 是否残疾人"),
    (Column::CareFlag("left_behind"), "留守儿童 是否留守儿童"),
    (Column::CareFlag("orphan"), "孤儿 是否孤儿"),
    (Column::CareFlag("expectant"), "孕产妇 是否孕产妇 孕妇"),
    (Column::CareFlag("unemployed"), "失业 是否失业 失业人员"),
    (
        Column::Use,
        "出租 是否出租 出租房 是否出租房 出租情况 房屋用途 房屋状态 房屋使用情况 房屋使用 \
         是否租住 自住出租",
    ),
    (
        Column::Declared(Owner::Person, "workplace"),
        "工作单位 单位 服务处所 就业单位 工作单位或学校 工作单位学校 工作学习单位 \
         就读学校",
    ),
    (Column::NOTE, "备注 备注说明 说明 其他说明"),
    (Column::Aside, "序号 编号 NO NO. 年龄 周岁 岁数 总人数 户人数 家庭人口数 家庭人口 人数"),
    (
        Column::NotCollected,
        "民族 宗教 宗教信仰 信仰 政治面貌 党员 是否党员 信访 是否信访 上访 精神障碍 \
         是否精神障碍 精神病 严重精神障碍 社区矫正 矫正 矫正人员 刑满释放 刑释 安置帮教 \
         帮教 吸毒 戒毒 社区戒毒 吸毒人员 重点人员 重点人群 重点人口 特殊人群 涉邪 邪教",
    ),
];
