/* Words of addresses, in the languages that portals are written in. Each table is sorted by bytes; a row is a whole
 * segment of a path, its extension dropped. */
#include "discover/private.h"

/* Pages that serve the reader, not the news: login, contact, imprint, search, shop ... */
const char *const discover_utility_words[] = {
    "a-propos", "abbonamenti", "abbonamento", "abbonati", "abo", "abonamente", "abone", "abonelik", "abonnement",
    "abonnements", "abonneren", "abonnez-vous", "abonnieren", "abos", "about", "about-us", "about_us", "aboutus",
    "accedi", "accessibility", "account", "accounts", "admin", "ads", "adverteren", "advertise",
    "advertise-with-us", "advertisement", "advertising", "agb", "aide", "aiuto", "ajuda", "algemene-voorwaarden",
    "amp-login", "anmelden", "anmeldung", "annonsera", "anuncie", "app", "apps", "ara", "arama", "assinatura",
    "assinaturas", "assine", "autentificare", "auth", "aviso-legal", "ayuda", "bangzhu", "barrierefreiheit",
    "basket", "belepes", "boletines", "bookmark", "bookmarks", "busca", "buscador", "buscar", "busqueda",
    "cadastre-se", "cadastro", "career", "careers", "cari", "carrello", "carrinho", "carrito", "cart", "cautare",
    "cerca", "cgi-bin", "cgu", "cgv", "checkout", "chi-siamo", "colofon", "comment", "comments", "compartilhar",
    "compartir", "compte", "condividi", "confidentialite", "connexion", "contact", "contact-us", "contact_us",
    "contactanos", "contacte-nos", "contactenos", "contactez-nous", "contacto", "contacts", "contactus", "contato",
    "contatti", "cookie", "cookie-policy", "cookie-settings", "cookiepolicy", "cookies", "copyright",
    "corrections-policy", "cuenta", "customer-service", "daftar", "dang-ky", "dang-nhap", "datenschutz",
    "datenschutzerklaerung", "denglu", "despre-noi", "dingyue", "disclaimer", "donate", "donation", "download",
    "downloads", "drucken", "drukuj", "editorial-policy", "elofizetes", "email", "email-article", "embed", "entrar",
    "expediente", "fale-conosco", "faq", "faqs", "feed", "feedback", "feeds", "find", "forgot-password",
    "gioi-thieu", "giris", "gizlilik", "gizlilik-politikasi", "guanyu", "guanyuwomen", "hakkimizda", "help",
    "hilfe", "hledani", "hledat", "iletisim", "impressum", "imprimer", "imprimir", "imprint", "informativa-privacy",
    "iniciar-sesion", "inloggen", "inregistrare", "inscription", "inzerce", "jobs", "kapcsolat", "karriere",
    "kayit", "kensaku", "kereses", "klantenservice", "kontak", "kontakt", "kontakty", "konto", "korzina", "koszyk",
    "kundeservice", "kundservice", "kunye", "langganan", "legal", "legal-notice", "lianxi", "lianxiwomen",
    "lien-he", "log-in", "log-ind", "logg-inn", "logga-in", "login", "logon", "logout", "logowanie",
    "lost-password", "masuk", "media-kit", "mediaajanlat", "mediadaten", "mediakit", "mein-konto", "member",
    "members", "membership", "mentions-legales", "merkliste", "mi-cuenta", "mon-compte", "my", "my-account",
    "myaccount", "napoveda", "newsletter", "newsletters", "note-legali", "nutzungsbedingungen", "o-nas",
    "o-proekte", "oauth", "om-os", "om-oss", "over-ons", "panier", "partager", "password", "pedoman-media-siber",
    "pesquisa", "podpiska", "poisk", "politica-de-cookies", "politica-de-privacidad", "politica-de-privacidade",
    "politika-konfidencialnosti", "politique-de-confidentialite", "polityka-prywatnosci", "pomoc", "pomosch",
    "predplatne", "prenumerata", "prenumerera", "prihlaseni", "print", "printer", "printpage", "privacidad",
    "privacidade", "privacy", "privacy-notice", "privacy-policy", "privacy_policy", "privacypolicy", "profile",
    "profiles", "prywatnosc", "pubblicita", "publicidad", "publicite", "quang-cao", "quem-somos", "qui-sommes-nous",
    "quienes-somos", "recherche", "rechercher", "redakcja-kontakt", "redaksi", "redazione-contatti", "register",
    "registrace", "registrarse", "registrati", "registration", "registratsiya", "registreren", "registrieren",
    "registrierung", "registro", "regisztracio", "regulamin", "rejestracja", "reklam", "reklama", "reklamodatelyam",
    "reply", "respond", "ricerca", "rss", "s-abonner", "se-connecter", "search", "send-to-friend", "sendtofriend",
    "sepet", "share", "sharer", "shop", "sign-in", "sign-up", "sign_in", "signin", "signout", "signup", "site-map",
    "sitemap", "soeg", "sok", "sok-resultat", "sousuo", "sso", "stellenangebote", "stellenmarkt", "store",
    "subscribe", "subscriber", "subscription", "subscriptions", "suche", "support", "suscribete", "suscripcion",
    "suscripciones", "szukaj", "tentang-kami", "termeni-si-conditii", "terminos-y-condiciones", "termos-de-uso",
    "terms", "terms-and-conditions", "terms-of-service", "terms-of-use", "terms_of_service", "tim-kiem", "toiawase",
    "tos", "trackback", "ueber-uns", "user", "users", "uye-ol", "uyelik", "vacancies", "vhod", "voorwaarden",
    "warenkorb", "webmail", "winkelwagen", "wishlist", "wp-admin", "wp-json", "wp-login", "wyszukiwarka", "xmlrpc",
    "yardim", "zhuce", "zoeken",
};
const size_t discover_utility_count = sizeof discover_utility_words / sizeof discover_utility_words[0];

/* What stands before the name of a list: /tag/berlin, /category/sport. */
const char *const discover_list_words[] = {
    "archief", "archiv", "archive", "archives", "archivio", "arkiv", "arquivo", "auteur", "auteurs", "author",
    "authors", "autor", "autore", "autoren", "autores", "categoria", "categorias", "categorie", "categories",
    "category", "channel", "channels", "column", "columns", "etiket", "etiqueta", "etiquetas", "kategori",
    "kategoria", "kategorie", "kategorien", "keyword", "keywords", "lanmu", "liebiao", "list", "lista", "liste",
    "lists", "pagina", "pindao", "ressort", "rubric", "rubrik", "rubrika", "rubriken",
    "rubrique", "seccion", "section", "sections", "seite", "serie", "series", "special", "specials", "sujet", "tag",
    "tagged", "tags", "tema", "temas", "thema", "theme", "themen", "themes", "topic", "topics", "zhuanti",
};
const size_t discover_list_count = sizeof discover_list_words / sizeof discover_list_words[0];

/* Files that are no pages. */
const char *const discover_asset_extensions[] = {
    "3gp", "7z", "aac", "apk", "asf", "avi", "avif", "bmp", "bz2", "css", "csv", "deb", "dmg", "doc", "docx", "eot",
    "epub", "exe", "flac", "flv", "gif", "gz", "heic", "ico", "ics", "img", "iso", "jar", "jpe", "jpeg", "jpg",
    "js", "json", "key", "m3u", "m3u8", "m4a", "m4v", "map", "mid", "mjs", "mkv", "mobi", "mov", "mp3", "mp4",
    "mpeg", "mpg", "msi", "odp", "ods", "odt", "ogg", "ogv", "opus", "otf", "pdf", "pkg", "png", "pps", "ppt",
    "pptx", "ps", "psd", "rar", "rm", "rmvb", "rpm", "rtf", "svg", "swf", "tar", "tgz", "tif", "tiff", "torrent",
    "ts", "ttf", "txt", "vcf", "vtt", "wav", "webm", "webmanifest", "webp", "wma", "wmv", "woff", "woff2", "xls",
    "xlsx", "xz", "zip",
};
const size_t discover_asset_count = sizeof discover_asset_extensions / sizeof discover_asset_extensions[0];

bool discover_has_word(const char *const *table, size_t count, struct base_str word)
{
    char lower[48];
    if (word.len == 0 || word.len >= sizeof lower || memchr(word.ptr, '\0', word.len))
        return false;
    for (size_t i = 0; i < word.len; i++)
        lower[i] = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? (char)(word.ptr[i] + 32) : word.ptr[i];
    lower[word.len] = '\0';
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(lower, table[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
