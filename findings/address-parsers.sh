#!/bin/sh
# Four parsers of Chinese addresses choose a district where the text leaves it open, without a word.
#
#   cpca 0.5.5 (PyPI), jionlp 1.5.31 (PyPI), address-parse 1.2.19 (npm), zh-address-parse 1.3.16 (npm);
#   seen on 2026-12-01 with Python 3 and Node 20.
#
# Many districts share a name (朝阳区 in Beijing and Changchun, 鼓楼区 in four cities, 西湖区 in Hangzhou
# and Nanchang), so one expects "unknown" when city and province are missing. Seen instead:
#   - cpca and address-parse take the first of their table: 朝阳区望京街道 (Beijing) goes to Changchun in
#     Jilin, 鼓楼区湖南路街道 (Nanjing) to Kaifeng in Henan, 西湖区文三路 (Hangzhou) to Nanchang.
#   - zh-address-parse takes 朝阳区 for the *city* 朝阳市 in Liaoning and leaves 区 in front of the street.
#   - jionlp alone leaves province and city open. But it replaces what was written: 下城区, joined to 拱墅区
#     in 2021, comes back as 拱墅区, so the text cannot be put together again from its parts.
#   - 临平区 (2021) is unknown to all but jionlp and stays in front of the street; 和康县 (December 2024) to
#     all four.
#   - zh-address-parse takes a street at the end for a person: 武林街道 is the `name`.
# So a district is looked up in the deployment's own tree of areas, and an address is kept as typed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python >/dev/null
python/bin/pip install --quiet cpca==0.5.5 jionlp==1.5.31 >/dev/null 2>&1
npm init --yes >/dev/null 2>&1
npm install --silent address-parse@1.2.19 zh-address-parse@1.3.16 >/dev/null 2>&1

cat >addresses <<'EOF'
朝阳区望京街道
鼓楼区湖南路街道
西湖区文三路
杭州市下城区武林街道
杭州市临平区临平街道
新疆和田地区和康县
EOF
cat >ask.py <<'EOF'
import contextlib, io, logging
logging.disable(logging.CRITICAL)
addresses = open("addresses").read().split()
with contextlib.redirect_stdout(io.StringIO()):
    import cpca, jionlp
    ours = [cpca.transform([a]).values.tolist()[0][:4] for a in addresses]
    theirs = [jionlp.parse_location(a) for a in addresses]
def line(of, parts):
    print(of, *(part or "-" for part in parts))
for address, parts in zip(addresses, ours):
    line("cpca", [address, *parts])
for address, found in zip(addresses, theirs):
    line("jionlp", [address, *(found[k] for k in ("province", "city", "county", "detail"))])
EOF
cat >ask.js <<'EOF'
const whole = (module) => module.default || module;
const first = whole(require("address-parse"));
const second = whole(require("zh-address-parse"));
const line = (...parts) => console.log(parts.map((part) => part || "-").join(" "));
const addresses = require("fs").readFileSync("addresses", "utf8").trim().split("\n");
for (const address of addresses) {
  const at = first.parse(address, true)[0];
  line("address-parse", address, at.province, at.city, at.area, at.details, at.name);
}
for (const address of addresses) {
  const at = second(address);
  line("zh-address-parse", address, at.province, at.city, at.area, at.detail, at.name);
}
EOF
export PYTHONIOENCODING=utf-8
{ python/bin/python ask.py 2>/dev/null && node ask.js; } | tee seen
cat >expected <<'EOF'
cpca 朝阳区望京街道 吉林省 长春市 朝阳区 望京街道
cpca 鼓楼区湖南路街道 河南省 开封市 鼓楼区 湖南路街道
cpca 西湖区文三路 江西省 南昌市 西湖区 文三路
cpca 杭州市下城区武林街道 浙江省 杭州市 下城区 武林街道
cpca 杭州市临平区临平街道 浙江省 杭州市 - 临平区临平街道
cpca 新疆和田地区和康县 新疆维吾尔自治区 和田地区 - 和康县
jionlp 朝阳区望京街道 - - 朝阳区 望京街道
jionlp 鼓楼区湖南路街道 - - 鼓楼区 湖南路街道
jionlp 西湖区文三路 - - 西湖区 文三路
jionlp 杭州市下城区武林街道 浙江省 杭州市 拱墅区 武林街道
jionlp 杭州市临平区临平街道 浙江省 杭州市 临平区 临平街道
jionlp 新疆和田地区和康县 新疆维吾尔自治区 和田地区 - 和康县
address-parse 朝阳区望京街道 吉林省 长春市 朝阳区 望京街道 -
address-parse 鼓楼区湖南路街道 河南省 开封市 鼓楼区 湖南路街道 -
address-parse 西湖区文三路 江西省 南昌市 西湖区 文三路 -
address-parse 杭州市下城区武林街道 浙江省 杭州市 下城区 武林街道 -
address-parse 杭州市临平区临平街道 浙江省 杭州市 - 临平区临平街道 -
address-parse 新疆和田地区和康县 新疆维吾尔自治区 和田地区 - 和康县 -
zh-address-parse 朝阳区望京街道 辽宁省 朝阳市 - 区望京街道 -
zh-address-parse 鼓楼区湖南路街道 - - - 鼓楼区湖南路街道 -
zh-address-parse 西湖区文三路 - - - 西湖区文三路 -
zh-address-parse 杭州市下城区武林街道 浙江省 杭州市 下城区 - 武林街道
zh-address-parse 杭州市临平区临平街道 浙江省 杭州市 - 临平区临平街道 -
zh-address-parse 新疆和田地区和康县 新疆维吾尔自治区 和田地区 - - 和康县
EOF
diff expected seen && echo "as stated"
