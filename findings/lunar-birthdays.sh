#!/bin/sh
# Ten libraries turn a day into the Chinese calendar; for six months of 1901–2099 they disagree, and
# three of these lie within the lives of residents.
#
#   PyPI: lunardate 0.3.0, sxtwl 2.0.7, zhdate 0.1, LunarCalendar 0.0.9, lunar_python 1.4.8,
#   borax 4.1.3, cnlunar 0.2.5; npm: lunar-javascript 1.7.7, solarlunar 3.1.0, chinese-lunar 0.1.4;
#   seen on 2026-12-01 with Python 3 and Node 20. All days from 1901-03-01 to 2099-12-31 were compared
#   between the first six; here stand the first days of the months that differ.
#
# One expects every library to follow the calendar that was printed. Seen instead:
#   - Who was born from 22 July to 20 August 1933, from 25 November to 24 December 1954 or from
#     2 September to 1 October 1978 has a lunar birthday one day off with lunardate and chinese-lunar
#     (1933 with solarlunar too, which is right in the other two). A count of years "of 60 by the lunar
#     calendar", or a visit on a lunar birthday, is then a day wrong. The leap fifth month of 1933 has
#     30 days for seven of them and 29 for three.
#   - 2057: the new moon falls within seconds of midnight. The month begins on 28 September for
#     lunardate, sxtwl, zhdate and cnlunar, on the 29th for the other six.
#   - 2089 and 2097: LunarCalendar and borax begin the month a day late (solarlunar in 2097 only);
#     chinese-lunar is a whole month ahead.
# So a lunar date is kept as it was told, beside the solar one that the document shows; neither is
# computed from the other.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python >/dev/null
python/bin/pip install --quiet lunardate==0.3.0 sxtwl==2.0.7 zhdate==0.1 LunarCalendar==0.0.9 \
    lunar_python==1.4.8 borax==4.1.3 cnlunar==0.2.5 setuptools==70.0.0 >/dev/null 2>&1
npm init --yes >/dev/null 2>&1
npm install --silent lunar-javascript@1.7.7 solarlunar@3.1.0 chinese-lunar@0.1.4 >/dev/null 2>&1

cat >ask.py <<'EOF'
import datetime, warnings
warnings.simplefilter("ignore")
import cnlunar, lunardate, sxtwl, zhdate
from borax.calendars.lunardate import LunarDate
from lunar_python import Solar
from lunarcalendar import Converter, Solar as Day

def shown(month, day, leap):
    return f"{'leap' if leap else ''}{abs(month)}/{day}"
def lunardate_(y, m, d):
    at = lunardate.LunarDate.fromSolarDate(y, m, d)
    return shown(at.month, at.day, at.isLeapMonth)
def sxtwl_(y, m, d):
    at = sxtwl.fromSolar(y, m, d)
    return shown(at.getLunarMonth(), at.getLunarDay(), at.isLunarLeap())
def zhdate_(y, m, d):
    at = zhdate.ZhDate.from_datetime(datetime.datetime(y, m, d))
    return shown(at.lunar_month, at.lunar_day, at.leap_month)
def lunarcalendar_(y, m, d):
    at = Converter.Solar2Lunar(Day(y, m, d))
    return shown(at.month, at.day, at.isleap)
def lunar_python_(y, m, d):
    at = Solar.fromYmd(y, m, d).getLunar()
    return shown(at.getMonth(), at.getDay(), at.getMonth() < 0)
def borax_(y, m, d):
    at = LunarDate.from_solar_date(y, m, d)
    return shown(at.month, at.day, at.leap)
def cnlunar_(y, m, d):
    at = cnlunar.Lunar(datetime.datetime(y, m, d, 12))
    return shown(at.lunarMonth, at.lunarDay, at.isLunarLeapMonth)

DAYS = [(1933, 7, 22), (1954, 11, 25), (1978, 9, 2), (2057, 9, 28), (2089, 9, 4), (2097, 8, 7)]
for ask in (lunardate_, sxtwl_, zhdate_, lunarcalendar_, lunar_python_, borax_, cnlunar_):
    print(ask.__name__.rstrip("_"), *(ask(*day) for day in DAYS))
EOF
cat >ask.js <<'EOF'
const { Solar } = require("lunar-javascript");
const solarlunar = require("solarlunar").default || require("solarlunar");
const chinese = require("chinese-lunar");
const DAYS = [[1933, 7, 22], [1954, 11, 25], [1978, 9, 2], [2057, 9, 28], [2089, 9, 4], [2097, 8, 7]];
const shown = (month, day, leap) => `${leap ? "leap" : ""}${Math.abs(month)}/${day}`;
const line = (name, ask) => console.log([name, ...DAYS.map((day) => ask(...day))].join(" "));
line("lunar-javascript", (y, m, d) => {
  const at = Solar.fromYmd(y, m, d).getLunar();
  return shown(at.getMonth(), at.getDay(), at.getMonth() < 0);
});
line("solarlunar", (y, m, d) => {
  const at = solarlunar.solar2lunar(y, m, d);
  return shown(at.lMonth, at.lDay, at.isLeap);
});
line("chinese-lunar", (y, m, d) => {
  const at = chinese.solarToLunar(new Date(y, m - 1, d));
  return shown(at.month, at.day, at.leap);
});
EOF
{
    echo "library 1933-07-22 1954-11-25 1978-09-02 2057-09-28 2089-09-04 2097-08-07"
    python/bin/python ask.py
    node ask.js
} >seen
column -t seen
cat >expected <<'EOF'
library 1933-07-22 1954-11-25 1978-09-02 2057-09-28 2089-09-04 2097-08-07
lunardate 6/1 10/30 8/1 9/1 8/1 7/1
sxtwl leap5/30 11/1 7/30 9/1 8/1 7/1
zhdate leap5/30 11/1 7/30 9/1 8/1 7/1
lunarcalendar leap5/30 11/1 7/30 8/30 7/30 6/30
lunar_python leap5/30 11/1 7/30 8/30 8/1 7/1
borax leap5/30 11/1 7/30 8/30 7/30 6/30
cnlunar leap5/30 11/1 7/30 9/1 8/1 7/1
lunar-javascript leap5/30 11/1 7/30 8/30 8/1 7/1
solarlunar 6/1 11/1 7/30 8/30 8/1 6/30
chinese-lunar 6/1 10/30 8/1 8/30 9/1 8/1
EOF
diff expected seen && echo "as stated"
