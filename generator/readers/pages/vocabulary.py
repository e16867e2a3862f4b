"""The words of documentation pages: headings that say what follows, and column titles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from generator.frozen import Frozen

Zone = Literal["request", "response", "errors", "auth", "example", "answer", "limits", "other"]
Place = Literal["path", "query", "header", "cookie", "body"]


class Role(Frozen):
    """What the lines below a heading are about.

    ``place`` is where parameters below go; ``required`` what they are when nothing else says.
    ``lists`` says that parameters are listed below.
    """

    zone: Zone
    place: Place | None = None
    required: bool | None = None
    lists: bool = False


_PARAMS = r"(?:param(?:eter)?s?|arguments?|args|variables?|参数|參數|パラメータ|paramètres?|par[aá]metros?)"
_FIELDS = r"(?:param(?:eter)?s?|arguments?|fields?|attributes?|propert(?:y|ies)|schema|structure|data|参数|參數|パラメータ)"

# Tried in order against a heading in lower case without its punctuation.
_ROLES: tuple[tuple[str, Role], ...] = (
    (r"(?:list of )?path(?: |-)?(?:and url )?" + _PARAMS + r"|(?:url|uri|route)(?: path)? ?" + _PARAMS
     + r"|path variables?|路径参数|パスパラメータ|paramètres? de chemin|(?:in )?path|pfadparameter|parámetros de ruta", Role("request", "path", lists=True)),
    (r"query(?: |-)?(?:string)?(?: |-)?" + _PARAMS + r"|(?:supported |optional )?query(?: ?strings?)?|(?:url )?query params?|查询参数|請求參數"
     r"|クエリパラメータ|search params?|filters?|(?:filter|filtering|pagination|paging) " + _PARAMS + r"|abfrageparameter|parámetros de consulta", Role("request", "query", lists=True)),
    (r"(?:http |request |custom |required |common )*headers?(?: ?" + _PARAMS + r")?|header 参数|请求头|ヘッダー?|header-?parameter|kopfzeilen|en-têtes", Role("request", "header", lists=True)),
    (r"cookies?(?: ?" + _PARAMS + r")?", Role("request", "cookie", lists=True)),
    (r"(?:http |json |request |raw |post )*(?:body|payload|body data)(?: |-)?" + _FIELDS + r"|(?:http )?request body|(?:json )?body|payload|(?:request|post|json|form) ?(?:data|fields|schema|attributes)"
     r"|form(?: |-)?(?:data|fields|" + _PARAMS + r")|body 参数|请求体|リクエストボディ|(?:request|message) ?(?:object|model|properties|payload)|(?:json|request) ?body ?" + _FIELDS
     + r"|(?:multipart|urlencoded) " + _FIELDS + r"|raw|form-?data|(?:x-www-form-)?urlencoded|body \(.*\)|root schema.*|corps de la requête|anfrage(?:text|body|-payload)|cuerpo", Role("request", "body", lists=True)),
    (r"(?:list of )?(?:required|mandatory) " + _FIELDS, Role("request", None, True, lists=True)),
    (r"optional " + _FIELDS, Role("request", None, False, lists=True)),
    (r"(?:supported |available |request |input |method |api |http |post |get |put |call )*(?:" + _PARAMS + r"|attributes|fields|inputs?)"
     r"|请求参数|リクエストパラメータ|(?:입력|요청) ?(?:파라미터|매개변수|필드)|파라미터|매개변수", Role("request", lists=True)),
    (r".{0,60}\b(?:must|requires?|required)\b.{0,40}\bheaders?", Role("request", "header", True, lists=True)),
    (r"(?:http )?(?:request|requests|http request|request (?:syntax|uri|url|format|information|details|line|method)|endpoints?|(?:api )?end ?points?|urls?|resource(?: url| uri)?|"
     r"method|http method|definition|route|请求|(?:http )?요청|リクエスト|request example url|signature|usage)", Role("request")),
    (r"(?:example|sample|curl|code|http) ?(?:api )?(?:requests?|calls?|usage|code|commands?|curl)(?: (?:example|sample|body|payload))?s?|(?:request|curl|code|call|usage) (?:examples?|samples?)(?: .{0,20})?|示例代码|"
     r"code snippets?|examples?(?: requests?)?(?: \(?curl\)?)?|request samples?|copy as curl|curl|示例|请求示例|リクエスト例|(?:curl|http|요청)? ?(?:요청)? ?(?:예|예시|예제)|(?:example|sample) (?:request )?(?:body|payload|json|data)|(?:body|payload) (?:example|sample)", Role("example")),
    (r"(?:(?:(?:example|sample|typical|json) )*(?:api |http |json |server |success(?:ful)? |error |failed |failure )*(?:responses?|results?|output)(?: ?(?:json|body|bodies|example|sample|payload))*s?"
     r"|返回示例|响应示例|レスポンス例|응답 ?(?:예|예시|예제)|(?:success|error) (?:example|response).{0,20})", Role("answer")),
    (r"(?:http )?(?:response|return|result|output)s?(?: ?(?:body|json|http|headers?|object|value|type|data|schemas?|fields?|attributes?|param(?:eter)?s?|propert(?:y|ies)|structure|format|content|payload|samples?|examples?|status|model|elements?|description))*"
     r"|returns?(?: .{0,30})?|data returned|(?:http )?응답(?: ?(?:파라미터|필드|본문))?|출력 ?(?:파라미터|매개변수)|返回响应|返回参数|返回|响应|响应参数|レスポンス|réponses?|respuestas?|properties of (?:the )?response.*|output|antwort(?:en|-payload|text)?|response \d\d\d(?: fields)?(?: .{0,40})?", Role("response")),
    (r"(?:possible |common |http |api |response |list of |standard )*(?:errors?|exceptions?|error ?(?:codes?|responses?|messages?|handling)|(?:http )?(?:response |status |return )*(?:status(?:es)?|codes?))(?: (?:table|list|codes?|response))?"
     r"|错误码|状态码|エラー", Role("errors")),
    (r"(?:auth(?:entication|ori[sz]ations?)?|security|credentials|access|permissions?|required permissions?|auth(?:entication|ori[sz]ation) (?:method|scheme|type|header|required|scope)s?|scopes?|认证|鉴权|認証)", Role("auth")),
    (r"(?:api )?(?:rate|usage)(?: |-)?limit(?:s|ing)?|throttling|limits|quotas?", Role("limits")),
    (r"remarks?|see also|related|change ?log|history|prerequisites?|description|overview|introduction|background|about|next steps|last updated|feedback|supported media types?|media types?|produces|consumes|return type|definitions?"
     r"|table of contents|contents|limitations|faq", Role("other")),
)  # fmt: skip

_COMPILED = [(re.compile(rf"(?:{pattern})"), role) for pattern, role in _ROLES]
_MEDIA = re.compile(
    r"\s*[-–:(]?\s*(?:application|multipart|text)/[\w.+-]+\)?(?: ?; ?charset=[\w-]+)?\s*$", re.I
)
_TRAILING = re.compile(r"[\s:：.*_`#–-]+$")
_MARK = re.compile(
    r"\s*[\[(](?:required|optional|json|object|form-?data|raw|none|必[需須填]|可选)[\])]$|\s+(?:required|optional|expand all|collapse all|show all)$"
)

# What stands glued to the end of another line: "parametersRequest schema", "bodyResponse schemas".
_AT_END = re.compile(
    r"(?<=[A-Za-z}\d])(?=(?:Request|Response|Path|Query|Header|Body|Headers|Parameters|Responses)"
    r"(?: (?:schemas?|param(?:eter)?s|parameters|body|headers|example|samples?))?:?$)"
)


@lru_cache(maxsize=4096)
def role_of(text: str) -> Role | None:
    """Return what a heading announces, or ``None`` when the text is no such heading."""
    words = text.strip()
    if (
        len(words) > 80
        or words.count(" ") > 10
        or ("a" <= words[:1] <= "z" and not words.endswith(":") and " " not in words)
    ):
        return None
    words = _MEDIA.sub("", words)
    words = re.sub(r"[*_`#]+", "", words).strip().lower()
    words = _MARK.sub("", _TRAILING.sub("", words)).strip()
    words = re.sub(r"\s*\([^()]*\)$|\s+(?:table|list|details)$", "", words)
    words = re.sub(r"^\d{1,2}(?:\.\d+)*\.?\s+", "", words)
    words = re.sub(r"^(?:the|this|\d+[.)]|[-•›*])\s+", "", words)
    words = _TRAILING.sub("", words)
    if not words:
        return None
    return next((role for pattern, role in _COMPILED if pattern.fullmatch(words)), None)


def role_at_end(line: str) -> int:
    """Return where in a line a glued heading begins, or 0."""
    if len(line) > 200:
        return 0
    found = _AT_END.search(line)
    return found.start() if found and " " not in line[: found.start()].strip() else 0


# Columns

Column = Literal[
    "name", "type", "required", "description", "default", "example", "place", "enum",
    "method", "url", "status", "header", "pattern", "other",
]  # fmt: skip

_COLUMNS: tuple[tuple[str, Column], ...] = (
    (r"name|param(?:eter)?(?: ?name)?s?|fields?(?: ?names?)?|attributes?(?: name)?|argument(?: name)?s?|key|keys?|propert(?:y|ies)(?: name)?|data|variable|element|参数名?称?|字段名?|名称|名前|"
     r"パラメータ名?|query param(?:eter)?|(?:url|uri|path|body|request) ?(?:param(?:eter)?|field)s?|item|nom|nombre|option|member|property name|arg|input|query(?: string)?", "name"),
    (r"headers?(?: ?(?:name|field|key|parameter)s?)?", "header"),
    (r"(?:data|field|value|param(?:eter)?|schema|json|variable|object)? ?types?|类型|数据类型|型|format|data ?format|datatype", "type"),
    (r"required\??|is ?required\??|mandatory\??|requirement|必[填须需選选]|是否必[填须需]|必須|optional\??|req\.?|presence|required ?/ ?optional|optional ?/ ?required|optionality|必要|m/o|m/c/o|required or optional", "required"),
    (r"descriptions?|desc\.?|details?|meaning|explanation|notes?|comments?|remarks?|definition|说明|描述|備考|説明|usage|purpose|info(?:rmation)?|summary|reason|text|what it (?:does|is)", "description"),
    (r"defaults?(?: ?values?)?|默认值|initial", "default"),
    (r"examples?(?: ?values?)?|samples?(?: ?values?)?|示例|例|value", "example"),
    (r"in|location|param(?:eter)? ?type|place|position|sent in|passed in", "place"),
    (r"(?:allowed|possible|accepted|valid|expected|permitted|enum|available)(?: ?(?:values?|options?|parameters?))?|options|values|enum|枚举值?", "enum"),
    (r"(?:http ?)?(?:methods?|verbs?|action)|request (?:method|type)|方法|type of request", "method"),
    (r"urls?|(?:request |api |full )?(?:end ?points?|uris?|paths?|urls?)|route|resource|address|地址|(?:endpoint|request) url", "url"),
    (r"(?:http |response |error |status |return |result )*(?:status|codes?)(?: ?codes?)?|http|状态码|code", "status"),
    (r"pattern|constraints?|validation|restrictions?|length|max(?:imum)?(?: ?length)?|min(?:imum)?|size|range|limits?", "pattern"),
)  # fmt: skip
_COLUMN_PATTERNS = [(re.compile(rf"(?:{pattern})"), column) for pattern, column in _COLUMNS]


@lru_cache(maxsize=4096)
def column_of(title: str) -> Column | None:
    """Return what a column holds by its title, or ``None`` when the title is not known."""
    if len(title) > 40:
        return None
    words = re.sub(r"[*_`:#]+", "", title).strip().lower()
    return next((c for pattern, c in _COLUMN_PATTERNS if pattern.fullmatch(words)), None)


_GLUED_COLUMNS = re.compile(
    r"(?:(?:Parameter|Field|Name|Key|Attribute|Property|Type|Data ?type|Required|Mandatory|Optional|Description|Default|"
    r"Default ?value|Example|Value|In|Location|Format|Header|Notes?|Status|Code|Meaning)s?(?: name)?\??){2,8}"
)
_COLUMN_WORD = re.compile(r"[A-Z][a-z]*(?: [a-z]+)*\??")


def glued_columns(text: str) -> tuple[Column, ...]:
    """Return the columns of a table head whose cells were glued: "ParameterTypeRequired"."""
    if not _GLUED_COLUMNS.fullmatch(text.strip()):
        return ()
    columns = tuple(column_of(word) for word in _COLUMN_WORD.findall(text))
    if any(column is None for column in columns) or columns[0] not in ("name", "header", "status"):
        return ()
    return tuple(column for column in columns if column)


# Marks

_REQUIRED = re.compile(
    r"[(\[*_`]*(?:is )?(?:required|mandatory|必需|必填|必須|必选|필수|obligatoire|requis|obligatorio|erforderlich|pflicht|yes|true|y|✓|✔|✅|☑|是|m|required field|always|x|●|○)[)\]*_`.!,]*",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"[(\[*_`]*(?:optional|not required|no|false|n|o|✗|✘|❌|×|否|可选|任意|선택|非必须|非必填|optionnel|opcional|facultatif|conditional|c|-|–|—|none|nullable)[)\]*_`.!,]*",
    re.IGNORECASE,
)
_WORD_REQUIRED = re.compile(
    r"[(\[*_`]*(?:(?:required|mandatory|必需|必填|必須|必选|필수|obligatoire|requis|obligatorio|erforderlich)|(?P<no>optional|not required|可选|任意|선택|非必须|optionnel|opcional))[)\]*_`.,:]*",
    re.IGNORECASE,
)


def required_cell(text: str, title: str = "") -> bool | None:
    """Return what a cell of a column "required" says; of one titled "optional", the reverse."""
    words = text.strip()
    found: bool | None = None
    if _WORD_REQUIRED.match(words):
        return required_mark(words)
    if _REQUIRED.fullmatch(words) or re.match(r"(?:yes|true)\b", words, re.I):
        found = True
    elif not words or _OPTIONAL.fullmatch(words) or re.match(r"(?:no|false)\b", words, re.I):
        found = False
    if found is not None and title.strip().lower().startswith("optional") and "/" not in title:
        return not found
    return found


def required_mark(text: str) -> bool | None:
    """Return what a text that begins with "required" or "optional" says; else ``None``."""
    found = _WORD_REQUIRED.match(text.strip())
    if not found:
        return None
    return not found["no"]


def is_required_mark(text: str) -> bool:
    """Whether a line is nothing but "required" or "optional"."""
    return bool(_WORD_REQUIRED.fullmatch(text.strip()))
