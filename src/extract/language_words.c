/* The commonest small words of languages that share a script, in lower case: what a text of some length cannot do
 * without. Names, numbers and words that travel between languages are left out. */
#include "extract/language.h"

const struct extract_language extract_languages[] = {
    /* Latin */
    {"af", EXTRACT_SCRIPT_LATIN, "die en het van is nie wat om te vir hy met op aan sy ook as maar word daar hulle ons by deur "
                                 "kan haar was nog sal een uit oor toe na dit hierdie jaar"},
    {"az", EXTRACT_SCRIPT_LATIN, "və bir bu ki ilə üçün olan də da edib olub sonra daha isə onun qeyd görə həm kimi edir çox "
                                 "ən ildə deyib idi bildirib olaraq"},
    {"ca", EXTRACT_SCRIPT_LATIN, "de la el que i a en els per les un una amb no es del al ha més però com són seva va dels "
                                 "aquest aquesta també ser han hi ja fer perquè des l'any"},
    {"cs", EXTRACT_SCRIPT_LATIN, "a se v na je že s z do to o k i by ale za jsem jako po pro jsou který která které si od už jen "
                                 "také podle být při však nebo před mezi byl byla bylo jeho tak ve aby"},
    {"da", EXTRACT_SCRIPT_LATIN, "og i at det er en til af på den for med der ikke de som et har var han fra men vi om jeg kan "
                                 "også sig efter blev så nu bliver hvor meget mod da hun være skal været når hvad denne"},
    {"de", EXTRACT_SCRIPT_LATIN, "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
                                 "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war "
                                 "haben nur oder aber vor zur bis mehr durch"},
    {"en", EXTRACT_SCRIPT_LATIN, "the of and to a in that is was for it with as his on be at by i this had not are but from or "
                                 "have an they which one you were her all she there would their we him been has when who will "
                                 "more if out so said what its about than into them can"},
    {"es", EXTRACT_SCRIPT_LATIN, "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le "
                                 "ha este sí porque esta entre cuando muy sin sobre también fue hasta hay desde han está "
                                 "todo ser son años"},
    {"et", EXTRACT_SCRIPT_LATIN, "ja on ei et ka see oli mis kui aga oma ta ning seda mida selle või siis veel nii kes pole "
                                 "olnud üle pärast ütles eesti ma nad oleks"},
    {"eu", EXTRACT_SCRIPT_LATIN, "eta da ez ere dute du bat dira izan zen zuen baina dela egin duen hori egiten beste izango "
                                 "dago hau urte bere gehiago oso ditu zuten"},
    {"fi", EXTRACT_SCRIPT_LATIN, "ja on ei oli että hän se ovat mutta myös joka kun kuin mukaan sen ole ollut hänen tai voi "
                                 "ovat jos niin vuoden mitä tämä ovat sanoo vain nyt kanssa jo olla sitä vielä"},
    {"fr", EXTRACT_SCRIPT_LATIN, "de la le et les des en un du une est que dans qui a par pour au il sur ne se pas plus ce son "
                                 "avec sont aux cette ont mais comme ou été fait ses elle nous leur être on deux ces après "
                                 "sans aussi"},
    {"ga", EXTRACT_SCRIPT_LATIN, "an na ar agus a go i is le bhí tá sé do ag don leis sin nach ní atá mar seo ach ó iad chun "
                                 "raibh bheith faoi siad"},
    {"gl", EXTRACT_SCRIPT_LATIN, "de a que o e da do en os un unha para as con dos das por no na non máis ao se como pola polo "
                                 "tamén foi súa seu pero esta este ademais ata nos entre está"},
    {"hr", EXTRACT_SCRIPT_LATIN, "i je u se na da su za od s koji što kao će ne to iz o koja bi do biti nije ali samo kako više "
                                 "nakon sam još bio po prema smo te koje ili kada bila kazao"},
    {"hu", EXTRACT_SCRIPT_LATIN, "a az és hogy nem is egy ez volt meg csak el de van már még mint vagy azt ki lehet után szerint "
                                 "minden ha sem akkor amely aki kell pedig majd lesz így között"},
    {"id", EXTRACT_SCRIPT_LATIN, "yang dan di dengan untuk dari ini itu dalam tidak pada adalah akan juga ke bisa oleh karena "
                                 "tersebut kata sudah saat mereka telah ada para kami tahun lebih bahwa seperti saya"},
    {"is", EXTRACT_SCRIPT_LATIN, "og að í á er sem við um til það var en ekki fyrir með hann af hefur þess eru því þetta frá hafa "
                                 "verið segir eftir þá hún sé þar"},
    {"it", EXTRACT_SCRIPT_LATIN, "di e che la il un a per è in una sono non si del con i da ma le più come al della ha gli "
                                 "anche nel alla dei lo delle o se stato nella questo ai tra dal essere sua suo anni"},
    {"lt", EXTRACT_SCRIPT_LATIN, "ir kad į iš yra su buvo tai bet kaip apie po jis už ne dar pat bus taip nuo kurie kuris labai "
                                 "per jie metų jau tik sako kai gali"},
    {"lv", EXTRACT_SCRIPT_LATIN, "un ir ka ar no uz par tas bija kas bet arī ne pēc ja kā gan pie jau vai lai nav viņš gada tika "
                                 "būs tikai līdz vēl var"},
    {"ms", EXTRACT_SCRIPT_LATIN, "yang dan di dengan untuk itu ini dalam tidak pada adalah akan oleh kepada berkata telah ia juga "
                                 "beliau boleh kerana sebagai tahun mereka katanya daripada lebih"},
    {"nl", EXTRACT_SCRIPT_LATIN, "de het een van en in is dat op te zijn met voor niet die aan er om ook als dan maar bij uit nog "
                                 "naar heeft hij worden wordt ze over door hebben was wel tot deze kan geen jaar meer"},
    {"no", EXTRACT_SCRIPT_LATIN, "og i at det er en til av på den for med som ikke de et har var han fra men vi om jeg kan også "
                                 "seg etter ble så nå blir hvor mot da hun være skal vært når hva denne sier mellom"},
    {"pl", EXTRACT_SCRIPT_LATIN, "w i na z się nie do to że jest o jak od po a za co przez ale tym dla ich już tylko być oraz może "
                                 "są było jego który która które także przed czy był była tego przy roku"},
    {"pt", EXTRACT_SCRIPT_LATIN, "de a que o e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das "
                                 "tem à seu sua ou ser quando muito há nos já está também só pelo pela até isso são"},
    {"ro", EXTRACT_SCRIPT_LATIN, "de a în și la cu care din pe un nu o să că mai este ce pentru sunt au fost al dar fi sau după "
                                 "prin către ca lui între fi ale acest s-a ani"},
    {"sk", EXTRACT_SCRIPT_LATIN, "a sa v na je že s z do to o k aj by ale za ako po pre sú ktorý ktorá ktoré si od už len podľa "
                                 "byť pri však alebo pred medzi bol bola bolo jeho tak vo aby"},
    {"sl", EXTRACT_SCRIPT_LATIN, "in je v na se da so za pa bi ki ne kot iz tudi po od z s še ali ni bo bil bila lahko že kar "
                                 "med pri sem več zaradi do pred samo leta"},
    {"sq", EXTRACT_SCRIPT_LATIN, "të e në dhe i për me një që nga është se më ka nuk do si kjo janë edhe ky por tha pas kanë "
                                 "duke ishte mund"},
    {"sv", EXTRACT_SCRIPT_LATIN, "och i att det som en på är av för med till den inte har de ett om han var men jag så från vi "
                                 "kan när också efter hade hon sig mycket blev nu ska vara där eller mot säger under"},
    {"sw", EXTRACT_SCRIPT_LATIN, "ya wa na kwa ni katika la za kuwa hiyo huo huyo wake cha baada kama yake hii hilo alisema "
                                 "watu pia kutoka hivyo mwaka lakini ambao"},
    {"tl", EXTRACT_SCRIPT_LATIN, "ang ng sa na at mga ay si ni para ito hindi kay may ko nang siya niya mula din kung rin kanyang "
                                 "pa dahil isang nila"},
    {"tr", EXTRACT_SCRIPT_LATIN, "ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra o ne ise var dedi göre değil "
                                 "ancak her oldu olduğu ya yeni tarafından şekilde"},
    {"vi", EXTRACT_SCRIPT_LATIN, "và của là có các được trong cho người không những với một này đã khi đến về tại từ ra để năm "
                                 "cũng vào theo sẽ nhiều"},
    /* Cyrillic */
    {"be", EXTRACT_SCRIPT_CYRILLIC, "і ў не што на з як гэта да для па але яго таксама якія быў было каб пра які ад дзе толькі "
                                    "ён яны паводле"},
    {"bg", EXTRACT_SCRIPT_CYRILLIC, "на и да в се за от е са не с по като че ще това през след които си който има към при беше "
                                    "още до бъде според което"},
    {"kk", EXTRACT_SCRIPT_CYRILLIC, "және бұл мен үшін деп бір бойынша болып осы да де қазақстан сол туралы екен бар ол еді деді "
                                    "кейін керек жылы"},
    {"mk", EXTRACT_SCRIPT_CYRILLIC, "на и во да се од за со е не дека што ќе го ја ги кои тоа како по беше кој според нема има "
                                    "оваа исто"},
    {"mn", EXTRACT_SCRIPT_CYRILLIC, "нь юм байна энэ болон юу гэж бол хүн тухай байгаа бөгөөд тул ч мөн байсан оны гэсэн"},
    {"ru", EXTRACT_SCRIPT_CYRILLIC, "и в не на что с по он как это к но из у за от о для его так же все было она до если бы при "
                                    "или был уже также только после еще которые который года их об"},
    {"sr", EXTRACT_SCRIPT_CYRILLIC, "и је у се на да су за од који што као ће не то из о која би до није али само како након још "
                                    "био по према смо које или када"},
    {"uk", EXTRACT_SCRIPT_CYRILLIC, "і в не на що з у та до за як це для про від його але також був які року щоб або він було "
                                    "після вже є їх яка під який ще"},
    /* Arabic */
    {"ar", EXTRACT_SCRIPT_ARABIC, "في من على إلى أن التي عن مع هذا ما الذي هذه لا كما بعد بين أو ذلك قد كان قال حيث وقال إن كل "
                                  "خلال عام وفي لم"},
    {"ckb", EXTRACT_SCRIPT_ARABIC, "لە بە و بۆ کە ئەم لەسەر ئەو هەروەها دەکات بوو لەگەڵ دوای ڕۆژی نییە هەیە"},
    {"fa", EXTRACT_SCRIPT_ARABIC, "و در به از که این را با است برای آن یک خود تا کرد بر هم شد شده می ما نیز وی اما دارد باید "
                                  "کرده گفت بود"},
    {"ps", EXTRACT_SCRIPT_ARABIC, "د په او چې کې له ته دی یې سره هم پر نه شوي خو دا کړي وو کړ دغه ولې"},
    {"ur", EXTRACT_SCRIPT_ARABIC, "کے کی میں اور ہے کا سے نے کو کہ اس پر ہیں یہ نہیں بھی تھا ایک گیا کر جو کہا لیے وہ ہو"},
    /* Devanagari */
    {"hi", EXTRACT_SCRIPT_DEVANAGARI, "के में की है और का से को ने पर यह हैं कि नहीं एक भी था इस लिए कहा साथ ही जो हो गया कर"},
    {"mr", EXTRACT_SCRIPT_DEVANAGARI, "आणि आहे या त्या ते हे व नाही आहेत केली होती केले मात्र त्यांनी असे होते यांनी एक काही "
                                      "म्हणून करण्यात झाली"},
    {"ne", EXTRACT_SCRIPT_DEVANAGARI, "छ को र मा पनि गर्ने भएको छन् लागि हो भने यो गरेको थियो तर नेपाल गरेका हुने बताए अनुसार उनले"},
};
const size_t extract_language_count = sizeof extract_languages / sizeof *extract_languages;
