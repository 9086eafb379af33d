//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use gridbook_server::Network;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Gridbook: household visits, residents and incidents, recorded offline and synced.
#[derive(Debug, Parser)]
#[command(name = "gridbook", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// The command; without one, the demo.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The demo's options, for `gridbook` without a command.
    #[command(flatten)]
    pub demo: DemoArgs,
}

/// The commands of `gridbook`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A street lives through a working day: one hub, twelve devices, little network
    Demo(DemoArgs),
    /// Run a hub
    Hub(HubArgs),
    /// Bring data in
    #[command(subcommand)]
    Import(ImportCommand),
    /// Areas, accounts, invitations and devices of a hub
    Admin(AdminArgs),
    /// Back up a hub, also while it runs: database, keys, photos
    Backup(BackupArgs),
    /// Restore a backup into the folder of a stopped hub
    Restore(RestoreArgs),
    /// Read a workbook for another process
    #[command(name = gridbook_roster::READER_COMMAND, hide = true)]
    ReadWorkbook {
        /// The workbook
        file: PathBuf,
    },
}

/// The arguments of a backup.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The folder of backups: each gets a folder of its own in it, and they share the photos
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The folder of the hub's store
    #[arg(long, value_name = "DIR", default_value = "gridbook-data/hub")]
    pub data: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// The arguments of a restore.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The folder of one backup, or the folder of backups, of which the newest is taken
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The folder of the hub's store; what is in it is kept: leave the list of withdrawals there
    #[arg(long, value_name = "DIR", default_value = "gridbook-data/hub")]
    pub data: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// The arguments of the demo.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// The folder of hub and devices [default: ./gridbook-data; with --once a fresh temporary
    /// one]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The hub's port on 127.0.0.1 [default: 8080 or the next free one]
    #[arg(long)]
    pub port: Option<u16>,
    /// A workbook of residents to import in place of the made-up street
    #[arg(long, value_name = "FILE.xlsx")]
    pub roster: Option<PathBuf>,
    /// The same seed gives the same day
    #[arg(long)]
    pub seed: Option<u64>,
    /// Live one day and end
    #[arg(long)]
    pub once: bool,
    /// Print one JSON object and nothing else on standard output; needs --once
    #[arg(long, requires = "once")]
    pub json: bool,
}

/// The arguments of a hub.
#[derive(Debug, Args)]
pub struct HubArgs {
    /// The folder of its store
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Where it listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address of a proxy that ends TLS in front of the hub, or a network that holds nobody
    /// else; once for each. The address it names in X-Forwarded-For is taken for the sender, and
    /// the console's cookies are for TLS alone
    #[arg(long = "behind-proxy", value_name = "IP[/BITS]")]
    pub proxies: Vec<Network>,
}

/// The sources of an import.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// A workbook of residents 台账, one row a resident; also while the hub runs
    Roster(RosterArgs),
}

/// The arguments of the roster importer.
#[derive(Debug, Args)]
pub struct RosterArgs {
    /// The workbook: .xlsx, .xls, .ods or .csv
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The folder of the hub's store
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Whether hidden and filtered rows and hidden sheets are imported
    #[arg(long, value_enum, default_value_t = HiddenRows::Skip)]
    pub hidden: HiddenRows,
    /// Let an empty cell take back what the workbook had said there before; otherwise it says
    /// nothing
    #[arg(long)]
    pub clear_blanks: bool,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub preview: bool,
    /// Write what was noticed into a workbook, row by row
    #[arg(long, value_name = "OUT.xlsx")]
    pub report: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// Whether an import takes what the workbook hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HiddenRows {
    /// Count them and leave them out
    Skip,
    /// Import them as well
    Take,
}

/// The arguments of the administrator's commands.
#[derive(Debug, Args)]
pub struct AdminArgs {
    /// The folder of the hub's store
    #[arg(long, value_name = "DIR", global = true, default_value = "gridbook-data/hub")]
    pub data: PathBuf,
    /// Print the result as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// The command
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// The administrator's commands. One id in 64 begins with a hyphen, and is no option.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// The area tree: district → street → community → grid
    #[command(subcommand)]
    Area(AreaCommand),
    /// People who sign in or carry a device, and what they may see
    #[command(subcommand)]
    Account(AccountCommand),
    /// Set how an account signs in to the console, with a new password that is printed once
    Password {
        /// The account: its id or its name
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// The name to sign in with: 2 to 40 letters, digits, dots or dashes
        #[arg(long, value_name = "NAME")]
        login: String,
    },
    /// Invite a worker's device, once; prints the line and its QR code
    Invite {
        /// The worker's account: its id or its name
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// Where devices reach the hub
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
        /// How many hours the invitation is valid
        #[arg(long, default_value_t = 72)]
        hours: u32,
    },
    /// Stop a device: it receives nothing more, what it still sends is kept and held
    Revoke {
        /// The install's id
        #[arg(allow_hyphen_values = true)]
        install: String,
        /// It was reported lost: it also wipes its data at its next contact
        #[arg(long)]
        lost: bool,
    },
    /// The devices: last contact, version, what waits on them
    Installs,
    /// Approve a visit log
    Approve {
        /// The log's id
        #[arg(allow_hyphen_values = true)]
        visit: String,
        /// The supervisor's account: id or name
        #[arg(long = "as", value_name = "ACCOUNT", allow_hyphen_values = true)]
        by: String,
    },
    /// Return a visit log to its author, with the reason that the device shows
    Return {
        /// The log's id
        #[arg(allow_hyphen_values = true)]
        visit: String,
        /// Why, in words meant for the author
        #[arg(long)]
        reason: String,
        /// The supervisor's account: id or name
        #[arg(long = "as", value_name = "ACCOUNT", allow_hyphen_values = true)]
        by: String,
    },
    /// Take a matter one step further: accepted, dispatched, handling, handled, closed …
    Step {
        /// The matter's id
        #[arg(allow_hyphen_values = true)]
        matter: String,
        /// The state it comes to: 已受理 or accepted
        state: String,
        /// Why, for a step that needs a reason
        #[arg(long)]
        reason: Option<String>,
        /// The department it is given to, when it is dispatched
        #[arg(long)]
        department: Option<String>,
        /// The account of the one who takes the step: id or name
        #[arg(long = "as", value_name = "ACCOUNT", allow_hyphen_values = true)]
        by: String,
    },
    /// A setting that reaches every device, such as `emergency_phone 110`
    Set {
        /// The setting's name
        name: String,
        /// Its value: JSON, or a text
        value: String,
    },
}

/// The commands for areas.
#[derive(Debug, Subcommand)]
pub enum AreaCommand {
    /// All of them
    List,
    /// A new one
    Add {
        /// Its name
        name: String,
        /// Its level
        #[arg(value_enum, long)]
        level: LevelArg,
        /// The area it is part of: id or name
        #[arg(long, allow_hyphen_values = true)]
        parent: Option<String>,
    },
}

/// The level of an area.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum LevelArg {
    /// District 区县
    District,
    /// Street 街道
    Street,
    /// Community 社区
    Community,
    /// Unit grid 网格
    Grid,
}

/// The commands for accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// All of them
    List,
    /// A new one
    Add {
        /// The name
        name: String,
        /// The role
        #[arg(value_enum, long)]
        role: RoleArg,
        /// The areas it is for: ids or names, as often as needed
        #[arg(long = "area", required = true, allow_hyphen_values = true)]
        areas: Vec<String>,
    },
    /// Give an account another area
    Grant {
        /// The account: id or name
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// The area: id or name
        #[arg(allow_hyphen_values = true)]
        area: String,
    },
    /// Take an area away from an account
    Withdraw {
        /// The account: id or name
        #[arg(allow_hyphen_values = true)]
        account: String,
        /// The area: id or name
        #[arg(allow_hyphen_values = true)]
        area: String,
    },
    /// Close an account: end its grants, stop its devices, void its invitations and its password
    Close {
        /// The account: id or name
        #[arg(allow_hyphen_values = true)]
        account: String,
    },
}

/// A role.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum RoleArg {
    /// Grid worker 网格员
    Worker,
    /// Grid leader 网格长
    Leader,
    /// Supervisor 督导员
    Supervisor,
    /// Centre dispatcher 网格管理中心
    Dispatcher,
    /// Department handler 承办人
    Handler,
    /// Administrator 管理员
    Admin,
}
