/* extract/language.c: what a text is written in. */
#include "extract/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *tag, *text;
} texts[] = {
    {"en", "The old ferry was repaired in the winter, and it has been back on the river since Monday. There were more people "
           "on the pier than anybody had expected, but all of them got across before it was dark."},
    {"de", "Die alte Fähre wurde im Winter repariert und fährt seit Montag wieder über den Fluss. Am Steg standen mehr Leute, "
           "als man erwartet hatte, aber alle kamen noch vor der Dunkelheit auf die andere Seite."},
    {"fr", "Le vieux bac a été réparé pendant l'hiver et il traverse de nouveau la rivière depuis lundi. Il y avait plus de "
           "monde sur le quai que prévu, mais tous les passagers sont arrivés avant la nuit."},
    {"es", "El viejo transbordador fue reparado en invierno y desde el lunes vuelve a cruzar el río. Había más gente en el "
           "muelle de la que se esperaba, pero todos llegaron a la otra orilla antes de que fuera de noche."},
    {"pt", "A velha barca foi reparada no inverno e desde segunda-feira volta a atravessar o rio. Havia mais gente no cais do "
           "que se esperava, mas todos chegaram à outra margem antes de a noite cair, e não houve queixas."},
    {"it", "Il vecchio traghetto è stato riparato in inverno e da lunedì attraversa di nuovo il fiume. Sul molo c'era più gente "
           "del previsto, ma tutti sono arrivati dall'altra parte prima che fosse buio."},
    {"nl", "De oude veerpont is in de winter hersteld en vaart sinds maandag weer over de rivier. Er stonden meer mensen op de "
           "steiger dan men had verwacht, maar ze kwamen allemaal voor het donker aan de overkant."},
    {"sv", "Den gamla färjan lagades under vintern och går sedan i måndags över älven igen. Det stod fler människor på bryggan "
           "än vad någon hade väntat sig, men alla kom över innan det blev mörkt."},
    {"da", "Den gamle færge blev repareret om vinteren og sejler siden mandag igen over åen. Der stod flere mennesker på broen, "
           "end nogen havde ventet, men alle kom over, inden det blev mørkt af aften."},
    {"no", "Den gamle ferja ble reparert om vinteren og går siden mandag igjen over elva. Det sto flere mennesker på brygga enn "
           "noen hadde ventet, men alle kom over før det ble mørkt, sier han etter turen."},
    {"fi", "Vanha lautta korjattiin talvella, ja se on kulkenut joen yli taas maanantaista lähtien. Laiturilla oli enemmän väkeä "
           "kuin kukaan oli odottanut, mutta kaikki pääsivät yli ennen kuin tuli pimeä."},
    {"pl", "Stary prom został naprawiony zimą i od poniedziałku znowu pływa przez rzekę. Na pomoście było więcej ludzi, niż się "
           "spodziewano, ale wszyscy zdążyli na drugi brzeg przed zmrokiem, a to już jest coś."},
    {"cs", "Starý přívoz byl v zimě opraven a od pondělí opět jezdí přes řeku. Na molu bylo více lidí, než se čekalo, ale "
           "všichni se dostali na druhý břeh ještě před setměním, a to je podle převozníka dobře."},
    {"hu", "A régi kompot télen megjavították, és hétfő óta újra jár a folyón. A mólón többen voltak, mint azt bárki várta, de "
           "mindenki átért még sötétedés előtt, és ez is valami."},
    {"ro", "Vechiul bac a fost reparat în timpul iernii și de luni trece din nou râul. Pe ponton erau mai mulți oameni decât se "
           "aștepta, dar toți au ajuns pe celălalt mal înainte să se întunece."},
    {"tr", "Eski feribot kışın onarıldı ve pazartesiden beri yeniden nehri geçiyor. İskelede beklenenden daha çok insan vardı "
           "ama hepsi hava kararmadan önce karşıya geçti, bu da bir şey."},
    {"id", "Feri tua itu diperbaiki pada musim dingin dan sejak Senin sudah kembali menyeberangi sungai. Di dermaga ada lebih "
           "banyak orang dari yang diduga, tetapi mereka semua tiba sebelum gelap."},
    {"vi", "Chiếc phà cũ đã được sửa trong mùa đông và từ thứ hai lại chạy qua sông. Trên bến có nhiều người hơn dự kiến, nhưng "
           "tất cả đã sang bờ bên kia trước khi trời tối."},
    {"hr", "Stara skela popravljena je zimi i od ponedjeljka ponovno vozi preko rijeke. Na molu je bilo više ljudi nego što se "
           "očekivalo, ali su svi stigli na drugu obalu prije nego što je pao mrak."},
    {"ru", "Старый паром починили зимой, и с понедельника он снова ходит через реку. На пристани было больше людей, чем "
           "ожидали, но все успели на другой берег до темноты."},
    {"uk", "Старий пором полагодили взимку, і з понеділка він знову ходить через річку. На пристані було більше людей, ніж "
           "чекали, але всі встигли на інший берег до темряви, що вже добре."},
    {"bg", "Старият ферибот беше поправен през зимата и от понеделник отново се движи по реката. На кея имаше повече хора, "
           "отколкото се очакваше, но всички стигнаха до другия бряг, преди да се стъмни."},
    {"ar", "تم إصلاح العبارة القديمة في الشتاء، ومنذ يوم الاثنين عادت إلى عبور النهر. كان على الرصيف عدد من الناس أكثر مما كان "
           "متوقعا، لكن الجميع وصلوا إلى الضفة الأخرى قبل أن يحل الظلام."},
    {"fa", "قایق قدیمی در زمستان تعمیر شد و از روز دوشنبه دوباره از رودخانه می‌گذرد. در اسکله بیش از آنچه انتظار می‌رفت مردم "
           "بودند، اما همه تا پیش از تاریکی به آن سو رسیدند و این را نیز باید گفت."},
    {"hi", "पुरानी नाव की मरम्मत सर्दियों में की गई और सोमवार से वह फिर से नदी पार कर रही है। घाट पर उम्मीद से अधिक लोग थे, "
           "लेकिन अंधेरा होने से पहले सब उस पार पहुँच गए।"},
    {"zh", "旧渡船在冬天修好了,从星期一起又开始过河。码头上的人比预想的多,但天黑以前大家都到了对岸。"},
    {"ja", "古い渡し船は冬のあいだに修理され、月曜日からまた川を渡っている。桟橋には思ったより多くの人がいたが、暗くなる前に全員が向こう岸に着いた。"},
    {"ko", "낡은 나룻배는 겨울에 수리되어 월요일부터 다시 강을 건너고 있다. 선착장에는 예상보다 많은 사람이 있었다."},
    {"el", "Το παλιό πορθμείο επισκευάστηκε τον χειμώνα και από τη Δευτέρα περνά ξανά το ποτάμι."},
    {"he", "המעבורת הישנה תוקנה בחורף ומיום שני היא שוב חוצה את הנהר."},
    {"th", "เรือข้ามฟากลำเก่าซ่อมเสร็จในฤดูหนาวและกลับมาข้ามแม่น้ำอีกครั้งตั้งแต่วันจันทร์"},
};

static void test_texts_of_thirty_languages(void **state)
{
    struct base_arena arena;

    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct base_str found = extract_language_of(&arena, base_str(texts[i].text));

        if (!base_str_equal(found, base_str(texts[i].tag)))
            fail_msg("%s: taken for %.*s", texts[i].tag, BASE_STR_ARG(found));
    }
    base_arena_free(&arena);
}

static void test_what_says_little_is_not_judged(void **state)
{
    static const char *const little[] = {"", "42 : 17", "Ferry!", "Lorem ipsum dolor sit amet consectetur adipiscing elit sed "
                                         "eiusmod tempor incididunt labore dolore magna aliqua enim minim veniam"};
    struct base_arena arena;

    (void)state;
    base_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof little / sizeof *little; i++)
        assert_int_equal(extract_language_of(&arena, base_str(little[i])).len, 0);
    base_arena_free(&arena);
}

static void test_near_languages_are_left_as_stated(void **state)
{
    (void)state;
    assert_true(extract_language_agrees(BASE_STR("en-GB"), BASE_STR("en")));
    assert_true(extract_language_agrees(BASE_STR("nb-NO"), BASE_STR("no")));
    assert_true(extract_language_agrees(BASE_STR("nn"), BASE_STR("no")));
    assert_true(extract_language_agrees(BASE_STR("bs"), BASE_STR("hr")));
    assert_false(extract_language_agrees(BASE_STR("en-US"), BASE_STR("de")));
    assert_false(extract_language_agrees(BASE_STR("de"), BASE_STR("nl")));
}

/* A row is short of nothing, and no word stands in it twice. */
static void test_the_table_is_sound(void **state)
{
    (void)state;
    assert_true(extract_language_count <= 64);
    for (size_t i = 0; i < extract_language_count; i++) {
        struct base_str rest = base_str(extract_languages[i].words), word;
        size_t count = 0;

        if (i && extract_languages[i].script == extract_languages[i - 1].script)
            assert_true(strcmp(extract_languages[i - 1].tag, extract_languages[i].tag) < 0);
        while (base_str_next(&rest, ' ', &word)) {
            assert_true(word.len > 0 && word.len <= 40);
            count++;
        }
        assert_true(count >= 15);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_of_thirty_languages),
        cmocka_unit_test(test_what_says_little_is_not_judged),
        cmocka_unit_test(test_near_languages_are_left_as_stated),
        cmocka_unit_test(test_the_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
