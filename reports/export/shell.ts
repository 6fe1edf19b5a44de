/** What a script needs besides its steps, whatever they are: POSIX tools, curl and jq. Numbers are those of steps, paths those of a JSON text. */
export const shellParts = String.raw`
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
undecided() { printf 'Not decided: %s\n' "$1" >&2; exit 2; }
broken() { printf 'Broken: %s\n' "$1" >&2; exit 1; }
for tool in curl jq; do command -v "$tool" >/dev/null || undecided "this takes $tool"; done

# What variables become in a path, and in a JSON text.
uri() { jq -rjn --arg value "$1" '$value | @uri'; }
text() { jq -rjn --arg value "$1" '$value | tojson | .[1:-1]'; }

# Sends step $1 with the arguments of curl that follow.
send() {
  local step=$1
  shift
  curl -sS --globoff --path-as-is --max-time 60 -o "$work/$step.body" -D "$work/$step.headers" -w '%{http_code}' "$@" >"$work/$step.status" ||
    undecided "step $step got no answer"
  touch "$work/$step.body"
}

# Lets $1 seconds pass. The clock of a mock is moved instead where CLOCK says how.
pass() {
  if [ -z "$(printenv CLOCK)" ]; then sleep "$1"
  else curl -sS -f -o "$work/clock" -H 'content-type: application/json' -d "{\"seconds\":$1}" "$CLOCK" || undecided "CLOCK moves no clock"; fi
}

status() { cat "$work/$1.status"; }

# The first value of header $2 in the answer to step $1; fails where there is none.
header() {
  tr -d '\r' <"$work/$1.headers" | awk -v name="$2" '
    /^HTTP\// { found = 0 }
    !found && tolower(substr($0, 1, length(name) + 1)) == name ":" { value = substr($0, length(name) + 2); gsub(/^[ \t]+|[ \t]+$/, "", value); found = 1 }
    END { if (found) print value; exit !found }'
}

# The JSON value at path $3 of what was sent or answered ($2: sent, body) in step $1; nothing where there is none.
json() {
  jq -c --argjson path "$3" 'reduce $path[] as $step ([.];
    if length == 0 then .
    elif (.[0] | type) == "object" and (.[0] | has($step)) then [.[0][$step]]
    elif (.[0] | type) == "array" and ($step | test("^[0-9]+$")) and (.[0] | length) > ($step | tonumber) then [.[0][$step | tonumber]]
    else [] end) | .[]' "$work/$1.$2" 2>/dev/null
}

# The same as plain text, where it is a string.
string() { json "$@" | jq -er 'strings'; }

# How often the array at path $2 of the answer to step $1 has an item with the JSON value $4 at path $3.
count() {
  json "$1" body "$2" | jq --argjson path "$3" --argjson value "$4" '[.[]? | select((try getpath($path) catch null) == $value)] | length'
}

# Puts the first of those items where "json $1.item body" finds it; fails where there is none.
pick() {
  json "$1" body "$2" | jq -ce --argjson path "$3" --argjson value "$4" 'first(.[]? | select((try getpath($path) catch null) == $value))' >"$work/$1.item.body" 2>/dev/null
}

# Whether a body is one JSON text. jq would overlook a byte order mark.
is_json() { [ "$(jq -s length "$work/$1.body" 2>/dev/null)" = 1 ] && [ "$(head -c 3 "$work/$1.body" | od -An -tx1 | tr -d ' \n')" != efbbbf ]; }
`.trim()
