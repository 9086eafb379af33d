//! A community's sheet, as its clerk keeps it.

use super::people::{Home, Paper, Resident};
use super::{COMMUNITIES, STREET};
use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Serial,
    Grid,
    Building,
    Unit,
    Door,
    Number,
    Head,
    Name,
    Sex,
    Birth,
    Document,
    Phone,
    Relation,
    Care,
    Residence,
    Let,
    Work,
    Remark,
}

use Column::{
    Birth, Building, Care, Document, Door, Grid, Head, Let, Name, Number, Phone, Relation, Remark,
    Residence, Serial, Sex, Unit, Work,
};

/// Each community has its own order and its own names.
const COLUMNS: [&[(Column, &str, u16)]; 3] = [
    &[
        (Serial, "序号", 6),
        (Grid, "网格", 10),
        (Building, "楼栋", 8),
        (Unit, "单元", 8),
        (Door, "门牌", 8),
        (Number, "户号", 10),
        (Head, "户主", 10),
        (Name, "姓名", 12),
        (Sex, "性别", 6),
        (Document, "身份证号", 22),
        (Birth, "出生日期", 14),
        (Phone, "电话", 16),
        (Relation, "与户主关系", 12),
        (Care, "关爱类别", 18),
        (Residence, "人口类型", 10),
        (Let, "出租", 8),
        (Work, "工作单位", 16),
        (Remark, "备注", 16),
    ],
    &[
        (Serial, "序号", 6),
        (Name, "姓 名", 12),
        (Sex, "性 别", 6),
        (Document, "公民身份号码", 22),
        (Relation, "与户主\n关系", 10),
        (Phone, "联系电话", 16),
        (Grid, "所属网格", 10),
        (Building, "幢号", 8),
        (Unit, "单元", 8),
        (Door, "房号", 8),
        (Number, "户编号", 10),
        (Care, "关爱对象", 18),
        (Residence, "人员类别", 10),
        (Let, "是否出租", 8),
        (Remark, "备注", 16),
    ],
    &[
        (Grid, "网格名称", 10),
        (Number, "户号", 10),
        (Building, "楼号", 8),
        (Unit, "单元号", 8),
        (Door, "门牌号", 8),
        (Let, "房屋用途", 8),
        (Name, "居民姓名", 12),
        (Relation, "与户主关系", 12),
        (Sex, "性别", 6),
        (Birth, "出生年月日", 14),
        (Document, "证件号码", 22),
        (Phone, "手机号码", 16),
        (Residence, "人口性质", 10),
        (Care, "特殊群体", 18),
        (Work, "工作单位", 16),
    ],
];

/// The formats a sheet uses.
struct Formats {
    plain: Format,
    date: Format,
}

/// Writes a sheet; gives the number of rows of residents.
pub fn write(
    sheet: &mut Worksheet,
    community: &str,
    style: u64,
    homes: &[Home],
) -> Result<usize, XlsxError> {
    let style = usize::try_from(style).unwrap_or(0);
    let columns = COLUMNS.get(style % COMMUNITIES.len()).copied().unwrap_or_default();
    let mut writer = Writer {
        columns,
        style,
        row: 0,
        serial: 0,
        formats: Formats {
            plain: Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Center),
            date: Format::new().set_border(FormatBorder::Thin).set_num_format("yyyy/m/d"),
        },
    };
    sheet.set_name(community)?;
    writer.head(sheet, community)?;
    let mut grid = homes.first().map(|home| home.grid);
    for home in homes {
        if grid != Some(home.grid) {
            grid = Some(home.grid);
            writer.next_grid(sheet)?;
        }
        writer.home(sheet, home)?;
    }
    writer.foot(sheet)?;
    usize::try_from(writer.serial).map_err(|_| XlsxError::RowColumnLimitError)
}

struct Writer<'a> {
    columns: &'a [(Column, &'static str, u16)],
    style: usize,
    row: u32,
    serial: u32,
    formats: Formats,
}

impl Writer<'_> {
    fn head(&mut self, sheet: &mut Worksheet, community: &str) -> Result<(), XlsxError> {
        let last = self.last_column();
        let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
        let name = format!("{STREET}{community}居民信息台账");
        sheet.merge_range(0, 0, 0, last, &name, &title)?;
        let small = Format::new();
        let line = "填表单位:居民委员会　　填表日期:2026年3月1日";
        sheet.merge_range(1, 0, 1, last, line, &small)?;
        for (at, (_, _, width)) in (0_u16..).zip(self.columns) {
            sheet.set_column_width(at, *width)?;
        }
        self.row = 2;
        self.titles(sheet)?;
        sheet.set_freeze_panes(self.row, 0)?;
        Ok(())
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(0)
    }

    fn titles(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap();
        for (at, (_, title, _)) in (0_u16..).zip(self.columns) {
            sheet.write_with_format(self.row, at, *title, &bold)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Between two grids one clerk leaves a row empty, another repeats the titles.
    fn next_grid(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        match self.style {
            0 => self.row += 1,
            1 => self.titles(sheet)?,
            _ => {}
        }
        Ok(())
    }

    fn home(&mut self, sheet: &mut Worksheet, home: &Home) -> Result<(), XlsxError> {
        let first = self.row;
        for resident in &home.people {
            self.resident(sheet, home, resident)?;
        }
        // Every three hundredth household has somebody written twice, and once without a name.
        if let Some(resident) = home.people.last().filter(|_| home.number == 150) {
            self.resident(sheet, home, resident)?;
            let nameless = Resident { name: String::new(), ..resident.clone() };
            self.resident(sheet, home, &nameless)?;
        }
        self.merged(sheet, home, first)
    }

    /// The common cells of a household, merged over its rows as clerks do.
    fn merged(&self, sheet: &mut Worksheet, home: &Home, first: u32) -> Result<(), XlsxError> {
        let last = self.row.saturating_sub(1);
        for (at, (column, _, _)) in (0_u16..).zip(self.columns) {
            let Some(text) = self.shared(*column, home) else { continue };
            if self.is_merged(*column) && last > first {
                sheet.merge_range(first, at, last, at, &text, &self.formats.plain)?;
            } else {
                for row in first..=last {
                    sheet.write_with_format(row, at, &text, &self.formats.plain)?;
                }
            }
        }
        Ok(())
    }

    fn is_merged(&self, column: Column) -> bool {
        match self.style {
            0 => matches!(column, Door | Number | Head | Let),
            1 => matches!(column, Door | Number),
            _ => matches!(column, Number | Let),
        }
    }

    fn shared(&self, column: Column, home: &Home) -> Option<String> {
        let word = |yes: &str, no: &str| if home.rented { yes.to_owned() } else { no.to_owned() };
        let text = match (column, self.style) {
            (Grid, _) => home.grid.to_owned(),
            (Building, 0) => format!("{}号楼", home.building),
            (Building, 1) => format!("{}幢", home.building),
            (Building, _) => home.building.to_string(),
            (Unit, 2) => home.unit.to_string(),
            (Unit, _) => format!("{}单元", home.unit),
            (Door, 0) => format!("{}室", home.door),
            (Door, _) => home.door.to_string(),
            (Number, 0) => format!("{}-{:03}", grid_letter(home), home.number),
            (Number, _) => format!("{}{:03}", grid_letter(home), home.number),
            (Head, _) => home
                .people
                .iter()
                .find(|resident| resident.relation == "户主")
                .map(|resident| resident.name.clone())
                .unwrap_or_default(),
            (Let, 0) => word("是", "否"),
            (Let, 1) => word("√", ""),
            (Let, _) => word("出租", "自住"),
            _ => return None,
        };
        Some(text)
    }

    fn resident(
        &mut self,
        sheet: &mut Worksheet,
        home: &Home,
        resident: &Resident,
    ) -> Result<(), XlsxError> {
        self.serial += 1;
        for (at, (column, _, _)) in (0_u16..).zip(self.columns) {
            match column {
                Serial => self.number(sheet, at, f64::from(self.serial))?,
                Birth => self.birth(sheet, at, home, resident.birth)?,
                Document => match &resident.paper {
                    Paper::Text(text) => self.text(sheet, at, text)?,
                    Paper::Number(number) => self.number(sheet, at, *number)?,
                },
                other => self.text(sheet, at, &own(*other, resident))?,
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Dates in the forms that grow over the years in one column.
    fn birth(
        &self,
        sheet: &mut Worksheet,
        at: u16,
        home: &Home,
        birth: NaiveDate,
    ) -> Result<(), XlsxError> {
        let (year, month, day) = (birth.year(), birth.month(), birth.day());
        match home.number % 7 {
            0 => self.text(sheet, at, &format!("{year}.{month}.{day}")),
            1 => self.text(sheet, at, &format!("{year}年{month}月{day}日")),
            2 => self.text(sheet, at, &birth.format("%Y%m%d").to_string()),
            3 => self.text(sheet, at, &birth.to_string()),
            4 => self.number(sheet, at, day_number(birth)),
            _ => {
                sheet.write_with_format(self.row, at, day_number(birth), &self.formats.date)?;
                Ok(())
            }
        }
    }

    fn text(&self, sheet: &mut Worksheet, at: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            sheet.write_with_format(self.row, at, text, &self.formats.plain)?;
        }
        Ok(())
    }

    fn number(&self, sheet: &mut Worksheet, at: u16, number: f64) -> Result<(), XlsxError> {
        sheet.write_with_format(self.row, at, number, &self.formats.plain)?;
        Ok(())
    }

    fn foot(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.write(self.row, 0, "合计")?;
        sheet.write(self.row, 1, format!("{}人", self.serial))?;
        sheet.write(self.row + 2, 0, "填表人:　　　　审核人:")?;
        Ok(())
    }
}

fn own(column: Column, resident: &Resident) -> String {
    match column {
        Name => resident.name.clone(),
        Sex => (if resident.man { "男" } else { "女" }).to_owned(),
        Phone => resident.phone.clone().unwrap_or_default(),
        Relation => resident.relation.to_owned(),
        Care => resident.care.join("、"),
        Residence => resident.residence.to_owned(),
        Work => resident.workplace.to_owned(),
        Remark => resident.remark.to_owned(),
        _ => String::new(),
    }
}

fn grid_letter(home: &Home) -> char {
    match home.grid {
        "第一网格" => 'A',
        "第二网格" => 'B',
        "第三网格" => 'C',
        _ => 'D',
    }
}

/// Excel's number of a day after February 1900.
fn day_number(day: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    i32::try_from((day - zero).num_days()).map(f64::from).unwrap_or(0.0)
}
