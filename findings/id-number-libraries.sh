#!/bin/sh
# Five libraries that check Chinese document numbers, and no two agree.
#
#   id-validator 1.0.20 (PyPI), jionlp 1.5.31 (PyPI), id-validator 1.3.0 (npm), idcard 4.2.0 (npm),
#   hutool-core 5.8.40 (Maven); seen on 2026-12-01 with Python 3, Node 20, Java 17.
#
# One expects a number with 18 digits and the right check digit to be valid or not, whoever is asked.
# Seen instead:
#   - A child born in a county of December 2024 (653228 和康县), or in a district of 2025 (500157
#     两江新区), is *invalid* for PyPI's id-validator, whose area table is older; npm's package of the
#     same name takes both as 未知地区, the others too.
#   - Permits of Hong Kong, Macao and Taiwan residents (810000, 820000, 830000) are invalid for npm's
#     id-validator and valid for its PyPI namesake. jionlp takes 810000 and 820000 but refuses 830000,
#     and places every holder in a district: 元朗区 for Hong Kong, 路氹城 for Macao.
#   - The foreigner's card that begins with 9 is valid for hutool only, which calls it 国外.
#   - A birth in 2090 is valid for npm's id-validator and for jionlp; one in 1899 is invalid for
#     jionlp and hutool only.
#   - A small x as the check digit is right for the three others and wrong for both of npm.
# So an area table is no proof against a number, and kind, birth and digit are to be judged apart.
#
# The numbers belong to nobody: births of 2090, of 1899 and of the day before this was written.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python >/dev/null
python/bin/pip install --quiet id-validator==1.0.20 jionlp==1.5.31 >/dev/null 2>&1
npm init --yes >/dev/null 2>&1
npm install --silent id-validator@1.3.0 idcard@4.2.0 >/dev/null 2>&1
mvn --quiet dependency:copy -Dartifact=cn.hutool:hutool-core:5.8.40 -DoutputDirectory=. >/dev/null 2>&1

cat >numbers <<'EOF'
district 110101202611299879
new-county 653228202611299871
new-district 500157202611299872
hong-kong 810000202611299872
hong-kong-x HKX
macao 820000202611299874
taiwan 830000202611299876
foreigner 9FOREIGN
in-1899 110101189912319874
in-2090 110101209001019876
EOF
python/bin/python - <<'EOF'
# Gives every number its check digit, and the one with x a sequence that leads to it.
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
def whole(first):
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS)) % 11]
lines = []
for line in open("numbers").read().splitlines():
    name, number = line.split()
    if number == "HKX":
        tries = (whole("81000020261129%03d" % n) for n in range(900, 999))
        number = next(n for n in tries if n.endswith("X")).lower()
    elif number == "9FOREIGN":
        number = whole("91110120261129987")
    else:
        number = whole(number[:17])
    lines.append(f"{name} {number}")
open("numbers", "w").write("\n".join(lines) + "\n")
EOF

cat >ask.py <<'EOF'
import contextlib, io, logging
logging.disable(logging.CRITICAL)
with contextlib.redirect_stdout(io.StringIO()):
    import jionlp
    from id_validator import validator
    lines = [line.split() for line in open("numbers")]
    found = [(n, validator.is_valid(i), jionlp.parse_id_card(i)) for n, i in lines]
for name, valid, parsed in found:
    place = (parsed or {}).get("county") or ""
    print(name, "yes" if valid else "no", "yes" + place if parsed else "no")
EOF
cat >ask.js <<'EOF'
const Validator = require("id-validator");
const validator = new Validator(require("id-validator/src/GB2260.js"));
const idcard = require("idcard");
const said = (valid) => (valid ? "yes" : "no");
for (const line of require("fs").readFileSync("numbers", "utf8").trim().split("\n")) {
  const [name, number] = line.split(" ");
  console.log(name, said(validator.isValid(number)), said(idcard.verify(number)));
}
EOF
cat >Ask.java <<'EOF'
import cn.hutool.core.util.IdcardUtil;
import java.nio.file.*;
public class Ask {
    public static void main(String[] none) throws Exception {
        for (String line : Files.readAllLines(Path.of("numbers"))) {
            String[] at = line.split(" ");
            System.out.println(at[0] + (IdcardUtil.isValidCard(at[1]) ? " yes" : " no"));
        }
    }
}
EOF
PYTHONIOENCODING=utf-8 python/bin/python ask.py 2>/dev/null >a
node ask.js >b
java -cp hutool-core-5.8.40.jar Ask.java >c
join_all() {
    echo "number pypi-id-validator jionlp npm-id-validator npm-idcard hutool"
    paste -d ' ' a b c | awk '{ print $1, $2, $3, $5, $6, $8 }'
}
join_all | tee seen | column -t
cat >expected <<'EOF'
number pypi-id-validator jionlp npm-id-validator npm-idcard hutool
district yes yes东城区 yes yes yes
new-county no yes yes yes yes
new-district no yes yes yes yes
hong-kong yes yes元朗区 no yes yes
hong-kong-x yes yes元朗区 no no yes
macao yes yes路氹城 no yes yes
taiwan yes no no yes yes
foreigner no no no no yes
in-1899 yes no yes yes no
in-2090 no yes东城区 yes no no
EOF
diff expected seen && echo "as stated"
