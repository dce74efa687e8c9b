/* Phrases of pages that came instead of an article: a row a phrase, in any language. */
#include "extract/body.h"

struct row {
    uint8_t notice;
    const char *phrase;
};

static const struct row rows[] = {
    {EXTRACT_NOTICE_BLOCKED, "access denied"},
    {EXTRACT_NOTICE_BLOCKED, "access to this page has been denied"},
    {EXTRACT_NOTICE_BLOCKED, "are you a human"},
    {EXTRACT_NOTICE_BLOCKED, "are you a robot"},
    {EXTRACT_NOTICE_BLOCKED, "attention required"},
    {EXTRACT_NOTICE_BLOCKED, "checking if the site connection is secure"},
    {EXTRACT_NOTICE_BLOCKED, "checking your browser"},
    {EXTRACT_NOTICE_BLOCKED, "complete the security check"},
    {EXTRACT_NOTICE_BLOCKED, "ddos protection by"},
    {EXTRACT_NOTICE_BLOCKED, "enable javascript and cookies to continue"},
    {EXTRACT_NOTICE_BLOCKED, "just a moment..."},
    {EXTRACT_NOTICE_BLOCKED, "pardon our interruption"},
    {EXTRACT_NOTICE_BLOCKED, "please enable js and disable any ad blocker"},
    {EXTRACT_NOTICE_BLOCKED, "please verify you are a human"},
    {EXTRACT_NOTICE_BLOCKED, "request unsuccessful. incapsula"},
    {EXTRACT_NOTICE_BLOCKED, "unusual traffic"},
    {EXTRACT_NOTICE_BLOCKED, "verify you are human"},
    {EXTRACT_NOTICE_BLOCKED, "you have been blocked"},
    {EXTRACT_NOTICE_BLOCKED, "you don't have permission to access"},
    {EXTRACT_NOTICE_BLOCKED, "your request has been blocked"},
    {EXTRACT_NOTICE_BLOCKED, "ich bin kein roboter"},
    {EXTRACT_NOTICE_BLOCKED, "zugriff verweigert"},
    {EXTRACT_NOTICE_BLOCKED, "je ne suis pas un robot"},
    {EXTRACT_NOTICE_BLOCKED, "acceso denegado"},
    {EXTRACT_NOTICE_BLOCKED, "no soy un robot"},
    {EXTRACT_NOTICE_BLOCKED, "доступ ограничен"},
    {EXTRACT_NOTICE_BLOCKED, "я не робот"},
    {EXTRACT_NOTICE_BLOCKED, "请输入验证码"},
    {EXTRACT_NOTICE_BLOCKED, "安全验证"},
    {EXTRACT_NOTICE_BLOCKED, "访问过于频繁"},
    {EXTRACT_NOTICE_BLOCKED, "您的访问被阻断"},
    {EXTRACT_NOTICE_BLOCKED, "環境異常"},
    {EXTRACT_NOTICE_BLOCKED, "环境异常"},
    {EXTRACT_NOTICE_BLOCKED, "アクセスが拒否されました"},
    {EXTRACT_NOTICE_BLOCKED, "로봇이 아닙니다"},
    {EXTRACT_NOTICE_BLOCKED, "confirm you are human"},
    {EXTRACT_NOTICE_BLOCKED, "prove you are not a robot"},
    {EXTRACT_NOTICE_BLOCKED, "security check"},
    {EXTRACT_NOTICE_BLOCKED, "sicherheitsüberprüfung"},
    {EXTRACT_NOTICE_BLOCKED, "kein roboter"},
    {EXTRACT_NOTICE_BLOCKED, "kein bot"},
    {EXTRACT_NOTICE_BLOCKED, "bitte bestätigen sie, dass sie ein mensch"},
    {EXTRACT_NOTICE_BLOCKED, "accès refusé"},
    {EXTRACT_NOTICE_BLOCKED, "pas un robot"},
    {EXTRACT_NOTICE_BLOCKED, "vérification de sécurité"},
    {EXTRACT_NOTICE_BLOCKED, "verifica que eres humano"},
    {EXTRACT_NOTICE_BLOCKED, "no eres un robot"},
    {EXTRACT_NOTICE_BLOCKED, "acesso negado"},
    {EXTRACT_NOTICE_BLOCKED, "não sou um robô"},
    {EXTRACT_NOTICE_BLOCKED, "não é um robô"},
    {EXTRACT_NOTICE_BLOCKED, "accesso negato"},
    {EXTRACT_NOTICE_BLOCKED, "non sono un robot"},
    {EXTRACT_NOTICE_BLOCKED, "non sei un robot"},
    {EXTRACT_NOTICE_BLOCKED, "toegang geweigerd"},
    {EXTRACT_NOTICE_BLOCKED, "geen robot"},
    {EXTRACT_NOTICE_BLOCKED, "adgang nægtet"},
    {EXTRACT_NOTICE_BLOCKED, "åtkomst nekad"},
    {EXTRACT_NOTICE_BLOCKED, "ikke en robot"},
    {EXTRACT_NOTICE_BLOCKED, "inte en robot"},
    {EXTRACT_NOTICE_BLOCKED, "et ole robotti"},
    {EXTRACT_NOTICE_BLOCKED, "odmowa dostępu"},
    {EXTRACT_NOTICE_BLOCKED, "nie jestem robotem"},
    {EXTRACT_NOTICE_BLOCKED, "nie jesteś robotem"},
    {EXTRACT_NOTICE_BLOCKED, "přístup odepřen"},
    {EXTRACT_NOTICE_BLOCKED, "nejsem robot"},
    {EXTRACT_NOTICE_BLOCKED, "nem vagyok robot"},
    {EXTRACT_NOTICE_BLOCKED, "nu sunt robot"},
    {EXTRACT_NOTICE_BLOCKED, "вы не робот"},
    {EXTRACT_NOTICE_BLOCKED, "проверка безопасности"},
    {EXTRACT_NOTICE_BLOCKED, "ви не робот"},
    {EXTRACT_NOTICE_BLOCKED, "доступ запрещен"},
    {EXTRACT_NOTICE_BLOCKED, "доступ запрещён"},
    {EXTRACT_NOTICE_BLOCKED, "erişim engellendi"},
    {EXTRACT_NOTICE_BLOCKED, "robot değilim"},
    {EXTRACT_NOTICE_BLOCKED, "robot olmadığınızı"},
    {EXTRACT_NOTICE_BLOCKED, "تم رفض الوصول"},
    {EXTRACT_NOTICE_BLOCKED, "لست روبوت"},
    {EXTRACT_NOTICE_BLOCKED, "אינך רובוט"},
    {EXTRACT_NOTICE_BLOCKED, "ไม่ใช่โปรแกรมอัตโนมัติ"},
    {EXTRACT_NOTICE_BLOCKED, "tôi không phải là người máy"},
    {EXTRACT_NOTICE_BLOCKED, "bukan robot"},
    {EXTRACT_NOTICE_BLOCKED, "人机验证"},
    {EXTRACT_NOTICE_BLOCKED, "拖动滑块"},
    {EXTRACT_NOTICE_BLOCKED, "访问验证"},
    {EXTRACT_NOTICE_BLOCKED, "请完成验证"},
    {EXTRACT_NOTICE_BLOCKED, "訪問過於頻繁"},
    {EXTRACT_NOTICE_BLOCKED, "請輸入驗證碼"},
    {EXTRACT_NOTICE_BLOCKED, "安全驗證"},
    {EXTRACT_NOTICE_BLOCKED, "您的ip"},
    {EXTRACT_NOTICE_BLOCKED, "网站防火墙"},
    {EXTRACT_NOTICE_BLOCKED, "ロボットではありません"},
    {EXTRACT_NOTICE_BLOCKED, "보안 확인"},
    {EXTRACT_NOTICE_BLOCKED, "비정상적인 접근"},

    {EXTRACT_NOTICE_CONSENT, "before you continue"},
    {EXTRACT_NOTICE_CONSENT, "manage your privacy"},
    {EXTRACT_NOTICE_CONSENT, "we and our partners"},
    {EXTRACT_NOTICE_CONSENT, "we use cookies"},
    {EXTRACT_NOTICE_CONSENT, "we value your privacy"},
    {EXTRACT_NOTICE_CONSENT, "your privacy choices"},
    {EXTRACT_NOTICE_CONSENT, "accept all cookies"},
    {EXTRACT_NOTICE_CONSENT, "mit werbung weiterlesen"},
    {EXTRACT_NOTICE_CONSENT, "weiter mit werbung"},
    {EXTRACT_NOTICE_CONSENT, "wir verwenden cookies"},
    {EXTRACT_NOTICE_CONSENT, "alle akzeptieren"},
    {EXTRACT_NOTICE_CONSENT, "nous utilisons des cookies"},
    {EXTRACT_NOTICE_CONSENT, "vos choix concernant les cookies"},
    {EXTRACT_NOTICE_CONSENT, "utilizamos cookies"},
    {EXTRACT_NOTICE_CONSENT, "utilizziamo i cookie"},
    {EXTRACT_NOTICE_CONSENT, "we gebruiken cookies"},
    {EXTRACT_NOTICE_CONSENT, "wij gebruiken cookies"},
    {EXTRACT_NOTICE_CONSENT, "vi bruger cookies"},
    {EXTRACT_NOTICE_CONSENT, "vi använder cookies"},
    {EXTRACT_NOTICE_CONSENT, "używamy plików cookie"},
    {EXTRACT_NOTICE_CONSENT, "your consent"},
    {EXTRACT_NOTICE_CONSENT, "manage cookies"},
    {EXTRACT_NOTICE_CONSENT, "cookie settings"},
    {EXTRACT_NOTICE_CONSENT, "datenschutzeinstellungen"},
    {EXTRACT_NOTICE_CONSENT, "zustimmen und weiter"},
    {EXTRACT_NOTICE_CONSENT, "cookies akzeptieren"},
    {EXTRACT_NOTICE_CONSENT, "wir nutzen cookies"},
    {EXTRACT_NOTICE_CONSENT, "und tracking"},
    {EXTRACT_NOTICE_CONSENT, "gérer mes cookies"},
    {EXTRACT_NOTICE_CONSENT, "continuer sans accepter"},
    {EXTRACT_NOTICE_CONSENT, "accepter et continuer"},
    {EXTRACT_NOTICE_CONSENT, "aceptar y continuar"},
    {EXTRACT_NOTICE_CONSENT, "usamos cookies"},
    {EXTRACT_NOTICE_CONSENT, "aceitar cookies"},
    {EXTRACT_NOTICE_CONSENT, "utilizziamo cookie"},
    {EXTRACT_NOTICE_CONSENT, "accetta e continua"},
    {EXTRACT_NOTICE_CONSENT, "akkoord"},
    {EXTRACT_NOTICE_CONSENT, "cookies accepteren"},
    {EXTRACT_NOTICE_CONSENT, "accepter cookies"},
    {EXTRACT_NOTICE_CONSENT, "vi bruker informasjonskapsler"},
    {EXTRACT_NOTICE_CONSENT, "hyväksy evästeet"},
    {EXTRACT_NOTICE_CONSENT, "käytämme evästeitä"},
    {EXTRACT_NOTICE_CONSENT, "używamy cookies"},
    {EXTRACT_NOTICE_CONSENT, "przejdź do serwisu"},
    {EXTRACT_NOTICE_CONSENT, "soubory cookie"},
    {EXTRACT_NOTICE_CONSENT, "souhlasím"},
    {EXTRACT_NOTICE_CONSENT, "sütiket használ"},
    {EXTRACT_NOTICE_CONSENT, "folosim cookie"},
    {EXTRACT_NOTICE_CONSENT, "kolačiće"},
    {EXTRACT_NOTICE_CONSENT, "мы используем cookie"},
    {EXTRACT_NOTICE_CONSENT, "çerez"},
    {EXTRACT_NOTICE_CONSENT, "ملفات تعريف الارتباط"},
    {EXTRACT_NOTICE_CONSENT, "我们使用cookie"},
    {EXTRACT_NOTICE_CONSENT, "cookieを使用"},
    {EXTRACT_NOTICE_CONSENT, "クッキーを使用"},
    {EXTRACT_NOTICE_CONSENT, "쿠키를 사용"},

    {EXTRACT_NOTICE_LOGIN, "log in"},
    {EXTRACT_NOTICE_LOGIN, "login"},
    {EXTRACT_NOTICE_LOGIN, "sign in"},
    {EXTRACT_NOTICE_LOGIN, "anmelden"},
    {EXTRACT_NOTICE_LOGIN, "anmeldung"},
    {EXTRACT_NOTICE_LOGIN, "connexion"},
    {EXTRACT_NOTICE_LOGIN, "se connecter"},
    {EXTRACT_NOTICE_LOGIN, "iniciar sesión"},
    {EXTRACT_NOTICE_LOGIN, "accedi"},
    {EXTRACT_NOTICE_LOGIN, "entrar"},
    {EXTRACT_NOTICE_LOGIN, "inloggen"},
    {EXTRACT_NOTICE_LOGIN, "logga in"},
    {EXTRACT_NOTICE_LOGIN, "log ind"},
    {EXTRACT_NOTICE_LOGIN, "zaloguj"},
    {EXTRACT_NOTICE_LOGIN, "вход"},
    {EXTRACT_NOTICE_LOGIN, "войти"},
    {EXTRACT_NOTICE_LOGIN, "giriş"},
    {EXTRACT_NOTICE_LOGIN, "登录"},
    {EXTRACT_NOTICE_LOGIN, "登入"},
    {EXTRACT_NOTICE_LOGIN, "ログイン"},
    {EXTRACT_NOTICE_LOGIN, "로그인"},
    {EXTRACT_NOTICE_LOGIN, "تسجيل الدخول"},
    {EXTRACT_NOTICE_LOGIN, "member login"},
    {EXTRACT_NOTICE_LOGIN, "subscriber login"},
    {EXTRACT_NOTICE_LOGIN, "sign up or log in"},
    {EXTRACT_NOTICE_LOGIN, "einloggen"},
    {EXTRACT_NOTICE_LOGIN, "identifiez-vous"},
    {EXTRACT_NOTICE_LOGIN, "mon compte"},
    {EXTRACT_NOTICE_LOGIN, "inicia sesión"},
    {EXTRACT_NOTICE_LOGIN, "acceder a tu cuenta"},
    {EXTRACT_NOTICE_LOGIN, "fazer login"},
    {EXTRACT_NOTICE_LOGIN, "effettua il login"},
    {EXTRACT_NOTICE_LOGIN, "aanmelden"},
    {EXTRACT_NOTICE_LOGIN, "logg inn"},
    {EXTRACT_NOTICE_LOGIN, "kirjaudu"},
    {EXTRACT_NOTICE_LOGIN, "zaloguj się"},
    {EXTRACT_NOTICE_LOGIN, "přihlášení"},
    {EXTRACT_NOTICE_LOGIN, "prihlásenie"},
    {EXTRACT_NOTICE_LOGIN, "bejelentkezés"},
    {EXTRACT_NOTICE_LOGIN, "autentificare"},
    {EXTRACT_NOTICE_LOGIN, "prijava"},
    {EXTRACT_NOTICE_LOGIN, "увійти"},
    {EXTRACT_NOTICE_LOGIN, "вхід"},
    {EXTRACT_NOTICE_LOGIN, "σύνδεση"},
    {EXTRACT_NOTICE_LOGIN, "oturum aç"},
    {EXTRACT_NOTICE_LOGIN, "ورود"},
    {EXTRACT_NOTICE_LOGIN, "התחברות"},
    {EXTRACT_NOTICE_LOGIN, "เข้าสู่ระบบ"},
    {EXTRACT_NOTICE_LOGIN, "đăng nhập"},
    {EXTRACT_NOTICE_LOGIN, "会员登录"},
    {EXTRACT_NOTICE_LOGIN, "用户登录"},
    {EXTRACT_NOTICE_LOGIN, "請登入"},
    {EXTRACT_NOTICE_LOGIN, "請先登錄"},
    {EXTRACT_NOTICE_LOGIN, "请先登录"},
    {EXTRACT_NOTICE_LOGIN, "会員登録"},

    {EXTRACT_NOTICE_MISSING, "can't find that page"},
    {EXTRACT_NOTICE_MISSING, "can’t find that page"},
    {EXTRACT_NOTICE_MISSING, "could not be found"},
    {EXTRACT_NOTICE_MISSING, "couldn't find that page"},
    {EXTRACT_NOTICE_MISSING, "does not exist"},
    {EXTRACT_NOTICE_MISSING, "doesn't exist"},
    {EXTRACT_NOTICE_MISSING, "no longer available"},
    {EXTRACT_NOTICE_MISSING, "not found"},
    {EXTRACT_NOTICE_MISSING, "page can't be found"},
    {EXTRACT_NOTICE_MISSING, "nicht gefunden"},
    {EXTRACT_NOTICE_MISSING, "nicht mehr verfügbar"},
    {EXTRACT_NOTICE_MISSING, "page introuvable"},
    {EXTRACT_NOTICE_MISSING, "page non trouvée"},
    {EXTRACT_NOTICE_MISSING, "n'existe pas"},
    {EXTRACT_NOTICE_MISSING, "no encontrada"},
    {EXTRACT_NOTICE_MISSING, "no se encuentra"},
    {EXTRACT_NOTICE_MISSING, "pagina non trovata"},
    {EXTRACT_NOTICE_MISSING, "não encontrada"},
    {EXTRACT_NOTICE_MISSING, "niet gevonden"},
    {EXTRACT_NOTICE_MISSING, "ikke fundet"},
    {EXTRACT_NOTICE_MISSING, "hittades inte"},
    {EXTRACT_NOTICE_MISSING, "ikke funnet"},
    {EXTRACT_NOTICE_MISSING, "ei löytynyt"},
    {EXTRACT_NOTICE_MISSING, "nie znaleziono"},
    {EXTRACT_NOTICE_MISSING, "nebyla nalezena"},
    {EXTRACT_NOTICE_MISSING, "не найдена"},
    {EXTRACT_NOTICE_MISSING, "не знайдено"},
    {EXTRACT_NOTICE_MISSING, "bulunamadı"},
    {EXTRACT_NOTICE_MISSING, "页面不存在"},
    {EXTRACT_NOTICE_MISSING, "页面没有找到"},
    {EXTRACT_NOTICE_MISSING, "页面未找到"},
    {EXTRACT_NOTICE_MISSING, "您访问的页面"},
    {EXTRACT_NOTICE_MISSING, "文章已被删除"},
    {EXTRACT_NOTICE_MISSING, "内容已被删除"},
    {EXTRACT_NOTICE_MISSING, "找不到網頁"},
    {EXTRACT_NOTICE_MISSING, "找不到頁面"},
    {EXTRACT_NOTICE_MISSING, "ページが見つかりません"},
    {EXTRACT_NOTICE_MISSING, "見つかりませんでした"},
    {EXTRACT_NOTICE_MISSING, "페이지를 찾을 수 없습니다"},
    {EXTRACT_NOTICE_MISSING, "الصفحة غير موجودة"},
    {EXTRACT_NOTICE_MISSING, "page you requested"},
    {EXTRACT_NOTICE_MISSING, "page you were looking for"},
    {EXTRACT_NOTICE_MISSING, "page has been removed"},
    {EXTRACT_NOTICE_MISSING, "article has been removed"},
    {EXTRACT_NOTICE_MISSING, "article is no longer"},
    {EXTRACT_NOTICE_MISSING, "has expired"},
    {EXTRACT_NOTICE_MISSING, "seite existiert nicht"},
    {EXTRACT_NOTICE_MISSING, "seite nicht"},
    {EXTRACT_NOTICE_MISSING, "artikel nicht"},
    {EXTRACT_NOTICE_MISSING, "cette page n"},
    {EXTRACT_NOTICE_MISSING, "article n'est plus"},
    {EXTRACT_NOTICE_MISSING, "ya no está disponible"},
    {EXTRACT_NOTICE_MISSING, "página no existe"},
    {EXTRACT_NOTICE_MISSING, "no existe"},
    {EXTRACT_NOTICE_MISSING, "não existe"},
    {EXTRACT_NOTICE_MISSING, "não foi encontrad"},
    {EXTRACT_NOTICE_MISSING, "página inexistente"},
    {EXTRACT_NOTICE_MISSING, "non esiste"},
    {EXTRACT_NOTICE_MISSING, "non è più disponibile"},
    {EXTRACT_NOTICE_MISSING, "bestaat niet"},
    {EXTRACT_NOTICE_MISSING, "findes ikke"},
    {EXTRACT_NOTICE_MISSING, "finns inte"},
    {EXTRACT_NOTICE_MISSING, "finnes ikke"},
    {EXTRACT_NOTICE_MISSING, "ei ole olemassa"},
    {EXTRACT_NOTICE_MISSING, "sivua ei"},
    {EXTRACT_NOTICE_MISSING, "strona nie istnieje"},
    {EXTRACT_NOTICE_MISSING, "nie istnieje"},
    {EXTRACT_NOTICE_MISSING, "stránka neexistuje"},
    {EXTRACT_NOTICE_MISSING, "stránka nenalezena"},
    {EXTRACT_NOTICE_MISSING, "stránka sa nenašla"},
    {EXTRACT_NOTICE_MISSING, "nem található"},
    {EXTRACT_NOTICE_MISSING, "pagina nu a fost"},
    {EXTRACT_NOTICE_MISSING, "nu există"},
    {EXTRACT_NOTICE_MISSING, "stranica nije pronađena"},
    {EXTRACT_NOTICE_MISSING, "страницата не"},
    {EXTRACT_NOTICE_MISSING, "страница не"},
    {EXTRACT_NOTICE_MISSING, "страницы не существует"},
    {EXTRACT_NOTICE_MISSING, "такой страницы нет"},
    {EXTRACT_NOTICE_MISSING, "сторінку не"},
    {EXTRACT_NOTICE_MISSING, "сторінка не"},
    {EXTRACT_NOTICE_MISSING, "δεν βρέθηκε"},
    {EXTRACT_NOTICE_MISSING, "sayfa bulunamadı"},
    {EXTRACT_NOTICE_MISSING, "لم يتم العثور"},
    {EXTRACT_NOTICE_MISSING, "صفحه مورد نظر"},
    {EXTRACT_NOTICE_MISSING, "הדף לא נמצא"},
    {EXTRACT_NOTICE_MISSING, "पृष्ठ नहीं मिला"},
    {EXTRACT_NOTICE_MISSING, "ไม่พบหน้า"},
    {EXTRACT_NOTICE_MISSING, "không tìm thấy"},
    {EXTRACT_NOTICE_MISSING, "halaman tidak ditemukan"},
    {EXTRACT_NOTICE_MISSING, "tidak ditemukan"},
    {EXTRACT_NOTICE_MISSING, "已被删除"},
    {EXTRACT_NOTICE_MISSING, "已删除"},
    {EXTRACT_NOTICE_MISSING, "不存在或已"},
    {EXTRACT_NOTICE_MISSING, "内容不存在"},
    {EXTRACT_NOTICE_MISSING, "文章不存在"},
    {EXTRACT_NOTICE_MISSING, "找不到该页"},
    {EXTRACT_NOTICE_MISSING, "找不到您"},
    {EXTRACT_NOTICE_MISSING, "無法找到"},
    {EXTRACT_NOTICE_MISSING, "頁面不存在"},
    {EXTRACT_NOTICE_MISSING, "已被刪除"},
    {EXTRACT_NOTICE_MISSING, "お探しのページ"},
    {EXTRACT_NOTICE_MISSING, "記事は存在しません"},
    {EXTRACT_NOTICE_MISSING, "掲載期間が終了"},
    {EXTRACT_NOTICE_MISSING, "公開を終了"},
    {EXTRACT_NOTICE_MISSING, "존재하지 않는"},
    {EXTRACT_NOTICE_MISSING, "삭제된"},
};

/* What makes a 404 beside it that of HTTP, folded. */
static const char *const error_words[] = {
    "error", "errore", "erro", "erreur", "fehler", "fehlercode", "fout", "foutmelding", "fel", "felkod", "feil", "feilkode",
    "fejl", "fejlkode", "virhe", "błąd", "chyba", "hiba", "eroare", "greška", "грешка", "ошибка", "помилка", "σφάλμα", "hata",
    "خطأ", "خطای", "שגיאה", "त्रुटि", "ข้อผิดพลาด", "lỗi", "kesalahan", "错误", "錯誤", "エラー", "오류", "http", "status",
    "code", "oops", "page", "seite", "página", "pagina", "strona", "страница", "页面", "頁面", "ページ", "페이지",
};

/* What stands on one side of a number. */
enum side { SIDE_WORD, SIDE_DIGIT, SIDE_ALONE, SIDE_ERROR };

/* A word of an error at that edge of S which the number touches; Latin ones are whole. */
static bool is_error_word(struct base_str s, bool before)
{
    for (size_t i = 0; s.ptr && i < sizeof error_words / sizeof error_words[0]; i++) {
        struct base_str word = base_str(error_words[i]);
        if (!(before ? base_str_ends(s, word) : base_str_starts(s, word)))
            continue;
        char next = s.len == word.len ? ' ' : s.ptr[before ? s.len - word.len - 1 : word.len];
        if (next < 'a' || next > 'z')
            return true;
    }
    return false;
}

/* Takes the character off that edge of S which the number touches; a newline where S is empty. */
static uint32_t take_char(struct base_str *s, bool before)
{
    size_t at = 0, from = s->len;

    if (!s->ptr || s->len == 0)
        return '\n';
    if (before) {
        do
            from--;
        while (from > 0 && ((unsigned char)s->ptr[from] & 0xC0) == 0x80);
        at = from;
    }
    uint32_t c = base_utf8_next(*s, &at);
    *s = before ? base_str_sub(*s, 0, from) : base_str_sub(*s, at, s->len);
    return c;
}

/* C parts a headline from what follows (or, BEFORE, goes before) it. */
static bool is_parting(uint32_t c, bool before)
{
    static const uint32_t both[] = {'\n', '|', '!', '-', 0x2013, 0x2014, 0xB7, 0x2022, 0xAB, 0xBB, 0xFF01, 0xFF5C};
    static const uint32_t behind[] = {'.', ':', 0xFF1A, 0x3002};

    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++)
        if (c == both[i])
            return true;
    for (size_t i = 0; !before && i < sizeof behind / sizeof behind[0]; i++)
        if (c == behind[i])
            return true;
    return false;
}

static enum side side_of(struct base_str s, bool before)
{
    struct base_str rest = s;
    uint32_t c = take_char(&rest, before);
    bool apart = c == ' ' || c == '\t';

    if (c < 0x80 && c - '0' < 10)
        return SIDE_DIGIT;
    while (c == ' ' || c == '\t') {
        s = rest;
        c = take_char(&rest, before);
    }
    if (is_error_word(s, before) || (before && c == ':' && is_error_word(base_str_trim(rest), before)))
        return SIDE_ERROR;
    bool joins = !apart && (c == '-' || c == '.') && base_char_is_alnum(take_char(&rest, before)); /* AF-404, 404.5 */
    return is_parting(c, before) && !joins ? SIDE_ALONE : SIDE_WORD;
}

/* 404 with a word of an error beside it, or as a headline of its own; stories have such a number too. */
static bool holds_404(struct base_str text)
{
    struct base_str number = BASE_STR("404");

    for (size_t from = 0, at; (at = base_str_find(base_str_sub(text, from, text.len), number)) != SIZE_MAX; from += at + 1) {
        enum side before = side_of(base_str_sub(text, 0, from + at), true);
        enum side behind = side_of(base_str_sub(text, from + at + number.len, text.len), false);
        if (before == SIDE_DIGIT || behind == SIDE_DIGIT)
            continue;
        if (before == SIDE_ERROR || behind == SIDE_ERROR || (before == SIDE_ALONE && behind == SIDE_ALONE))
            return true;
    }
    return false;
}

bool extract_notice_in(struct base_str text, enum extract_notice notice)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].notice == notice && base_str_find(text, base_str(rows[i].phrase)) != SIZE_MAX)
            return true;
    return notice == EXTRACT_NOTICE_MISSING && holds_404(text);
}
