//! Why a file gives no workbook: each a sentence that says what to do.

use serde::{Deserialize, Serialize};

/// Why a file cannot be read as a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Larger than any roster, in megabytes.
    #[error("过大（超过 {0} MB），不像是居民台账；请删去图片和无关的工作表，或分成几个文件导入")]
    TooLarge(u64),
    /// It needs more memory than the reader may take.
    #[error("展开后过大，读取时内存不够；请删去图片和多余的格式，或分成几个文件导入")]
    TooMuchMemory,
    /// The reader ended without an answer.
    #[error("读取时出错，文件可能已损坏；请在 Excel 或 WPS 中打开，另存为 .xlsx 再导入")]
    Unfinished,
    /// Nothing in it.
    #[error("是空文件，没有内容；请重新拷贝或导出一次")]
    Empty,
    /// No format that is known.
    #[error(
        "不是可以打开的表格；\
         请用 Excel 工作簿（.xlsx、.xls）、.ods 或 .csv 文件"
    )]
    NotAWorkbook,
    /// A workbook that cannot be opened.
    #[error(
        "已损坏，打不开：可能没有传完整，或保存时中断；\
         请重新拷贝一次，或在 Excel、WPS 中打开后另存为 .xlsx 再导入"
    )]
    Damaged,
    /// It asks for a password, or its structure is protected, which looks the same from outside.
    #[error(
        "设有打开密码，或保护了工作簿的结构；请在 Excel 中打开，\
         在“文件 > 信息 > 保护工作簿 > 用密码进行加密”里清空密码，\
         在“审阅 > 保护工作簿”里撤销保护，再另存为 .xlsx 导入"
    )]
    Protected,
    /// A binary workbook.
    #[error(
        "是 Excel 二进制工作簿（.xlsb），不能导入；\
         请在 Excel 中打开，另存为 .xlsx 再导入"
    )]
    Binary,
    /// A web page with a workbook's name.
    #[error(
        "其实是网页（HTML），只是起了表格的名字，多半是从别的系统导出的；\
         请在 Excel 或 WPS 中打开，另存为 .xlsx 再导入"
    )]
    WebPage,
    /// XML with a workbook's name.
    #[error(
        "其实是 XML 表格（XML Spreadsheet 2003），只是起了 .xls 的名字；\
         请在 Excel 或 WPS 中打开，另存为 .xlsx 再导入"
    )]
    Xml,
    /// A text whose characters are neither UTF-8 nor GB 18030.
    #[error(
        "的文字编码不认识，既不是 UTF-8 也不是 GB 18030；\
         请在 Excel 或 WPS 中打开，另存为 .xlsx 再导入"
    )]
    Encoding,
}
