"""Two short paragraphs of news in each of many languages, and a question about the first in other forms of words."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """The first paragraph answers the question; the second is other news."""

    first: str
    second: str
    question: str


PAIRS = {
    "ar": Pair(
        "أغلقت السلطات المطار الدولي بعد العاصفة الثلجية التي ضربت العاصمة ليلة الأحد.",
        "فاز الفريق المحلي بالبطولة بعد مباراة طويلة أمام جمهور كبير في الملعب القديم.",
        "متى أغلق المطار بسبب العواصف؟",
    ),
    "bn": Pair(
        "বন্যার পর জেলার তিনটি সেতু ভেঙে পড়ায় গ্রামের কৃষকেরা বাজারে যেতে পারছেন না।",
        "রাজধানীর জাদুঘরে নতুন চিত্র প্রদর্শনী শুরু হয়েছে এবং তা দেখতে ভিড় করছেন দর্শক।",
        "কৃষকদের জন্য সেতুগুলি কবে মেরামত হবে",
    ),
    "cs": Pair(
        "Povodeň zničila dva mosty přes řeku a hasiči odvezli obyvatele obce do školy.",
        "Muzeum otevřelo výstavu starých hodin, kterou navštívily tisíce lidí.",
        "Které mostů povodně poškodily?",
    ),
    "da": Pair(
        "Fiskerne protesterede i havnen mod de nye kvoter, som ministeren har fremlagt.",
        "Biblioteket åbnede en udstilling om gamle landkort fra søfartens tid.",
        "Hvorfor protesterer fisker mod en kvote?",
    ),
    "de": Pair(
        "Die Bürgermeisterin kündigte an, dass die beschädigten Häuser am Ufer abgerissen werden.",
        "Im Stadion feierten Zehntausende den Aufstieg der Mannschaft in die erste Liga.",
        "Wann wird das beschädigte Haus abgerissen?",
    ),
    "el": Pair(
        "Οι πυροσβέστες έσβησαν τη φωτιά στο δάσος κοντά στο χωριό μετά από τρεις ημέρες.",
        "Το μουσείο παρουσίασε νέα ευρήματα από την ανασκαφή στο αρχαίο λιμάνι.",
        "Πότε έσβησαν οι φωτιές στα δάση;",
    ),
    "es": Pair(
        "Los pescadores bloquearon el puerto para protestar contra las nuevas cuotas de captura.",
        "La orquesta municipal estrenó una obra dedicada a los maestros rurales.",
        "¿Por qué bloqueó el pescador los puertos?",
    ),
    "fa": Pair(
        "وزارت راه اعلام کرد جاده\u200cهای شهرهای آسیب\u200cدیده از سیل تا پایان تابستان بازسازی می\u200cشوند.",
        "تیم ملی والیبال در دیدار پایانی مسابقات آسیا با نتیجه سه بر یک پیروز شد.",
        "جاده شهر آسیب دیده کی بازسازی می شود؟",
    ),
    "fi": Pair(
        "Kalastajat vaativat hallitukselta korvauksia, koska öljy likasi rannikon verkot.",
        "Kirjastossa avattiin näyttely vanhoista kartoista ja merenkulun historiasta.",
        "Mitä kalastaja vaatii hallitukselle korvauksena?",
    ),
    "fr": Pair(
        "L’élection du conseil a été annulée, car des bulletins avaient disparu dans deux villages.",
        "Le festival de musique a réuni des milliers de spectateurs sur la plage.",
        "Pourquoi annuler les elections dans un village ?",
    ),
    "he": Pair(
        "העירייה סגרה את הגשר הישן לאחר שנמצאו בו סדקים, והנהגים נשלחו לדרך אחרת.",
        "התזמורת ניגנה יצירה חדשה באולם המלא לפני קהל נרגש ושמח.",
        "מה קרה אל גֶּשֶׁר? הגשר הישן סדקים",
    ),
    "hi": Pair(
        "बाढ़ के कारण नदी पर बने दो पुलों को बंद किया गया और किसानों ने मुआवज़े की मांग की।",
        "राजधानी में नई मेट्रो लाइन पर रेलगाड़ियाँ चलने लगीं और यात्रियों ने खुशी जताई।",
        "किसान मुआवज़ा क्यों मांग रहे हैं, पुल कब खुलेगा?",
    ),
    "hu": Pair(
        "A halászok tiltakoztak a kikötőben, mert a miniszter csökkentette a kvótákat.",
        "A könyvtár régi térképekből nyitott kiállítást a városházán.",
        "Miért tiltakozik a halász a kvóta ellen?",
    ),
    "it": Pair(
        "Dell'alluvione hanno parlato i sindaci: due ponti sono crollati e le scuole restano chiuse.",
        "L'orchestra ha suonato un'opera dedicata ai maestri di montagna.",
        "Quale ponte crollò dopo le alluvioni?",
    ),
    "ja": Pair(
        "台風の影響で橋が流され、村の小学校は来週まで休校になると市長が発表した。",
        "美術館では古い地図の展覧会が始まり、多くの人が訪れている。",
        "小学校はいつまで休校ですか",
    ),
    "ko": Pair(
        "태풍으로 다리가 무너져 마을의 초등학교가 다음 주까지 휴교한다고 시장이 밝혔다.",
        "미술관에서는 오래된 지도 전시회가 시작되어 많은 사람이 찾고 있다.",
        "초등학교는 언제까지 휴교인가",
    ),
    "nl": Pair(
        "De burgemeester sloot twee bruggen omdat inspecteurs scheuren in het beton vonden.",
        "In de bibliotheek opende een tentoonstelling over oude landkaarten.",
        "Waarom is de brug gesloten, welke scheur vond de inspecteur?",
    ),
    "no": Pair(
        "Brannvesenet evakuerte elevene fra skolen etter at taket raste sammen i snøstormen.",
        "Biblioteket åpnet en utstilling om gamle kart fra seilskutenes tid.",
        "Når ble eleven evakuert fra skolene i snøstorm?",
    ),
    "pl": Pair(
        "Powódź zniszczyła dwa mosty, a strażacy ewakuowali mieszkańców wsi do szkoły.",
        "Muzeum otworzyło wystawę starych zegarów, którą zwiedziły tysiące osób.",
        "Ile mostów zniszczyły powodzie?",
    ),
    "pt": Pair(
        "Os pescadores bloquearam o porto para protestar contra as novas quotas de captura.",
        "A orquestra municipal estreou uma obra dedicada aos professores rurais.",
        "Por que o pescador bloqueou os portos?",
    ),
    "ro": Pair(
        "Inundațiile au distrus două poduri, iar pompierii au evacuat locuitorii satului.",
        "Muzeul a deschis o expoziție cu ceasuri vechi, vizitată de mii de oameni.",
        "Ce locuitor a evacuat pompierul după inundație?",
    ),
    "ru": Pair(
        "Наводнение разрушило два моста, и пожарные вывезли жителей деревни в школу.",
        "Музей открыл выставку старинных часов, которую посетили тысячи людей.",
        "Какой мост разрушен наводнением?",
    ),
    "sv": Pair(
        "Fiskarna protesterade i hamnen mot de nya kvoterna som ministern lade fram.",
        "Biblioteket öppnade en utställning om gamla kartor från segelfartygens tid.",
        "Varför protesterar fiskare mot kvot?",
    ),
    "ta": Pair(
        "வெள்ளத்தால் இரண்டு பாலங்கள் இடிந்தன, விவசாயிகள் இழப்பீடு கோரினர்.",
        "அருங்காட்சியகத்தில் பழைய கடிகாரங்களின் கண்காட்சி தொடங்கியது.",
        "எந்த பாலம் இடிந்தது, விவசாயி கோரிக்கை என்ன?",
    ),
    "th": Pair(
        "นายกเทศมนตรีสั่งปิดสะพานเก่าหลังพบรอยร้าว และชาวประมงต้องใช้เส้นทางอื่น",
        "พิพิธภัณฑ์เปิดนิทรรศการนาฬิกาโบราณ มีผู้เข้าชมจำนวนมาก",
        "ทำไมสะพานถูกปิด",
    ),
    "tr": Pair(
        "Sel iki köprüyü yıktı, itfaiyeciler Ankara'nın köylerindeki halkı okula taşıdı.",
        "Müze eski saatlerden oluşan bir sergi açtı, binlerce kişi gezdi.",
        "Ankara'da hangi köprüler yıkıldı?",
    ),
    "uk": Pair(
        "Повінь зруйнувала два мости, і рятувальники вивезли мешканців села до школи.",
        "Музей відкрив виставку старовинних годинників, яку відвідали тисячі людей.",
        "Скільки мостів зруйновано, куди вивезли мешканця?",
    ),
    "vi": Pair(
        "Thị trưởng cho đóng cây cầu cũ sau khi phát hiện vết nứt, ngư dân phải đi đường khác.",
        "Bảo tàng mở triển lãm đồng hồ cổ, thu hút hàng nghìn khách tham quan.",
        "Vì sao cau cu bị đóng?",
    ),
    "zh": Pair(
        "台风冲垮了大桥，市长宣布村里的小学停课到下周。",
        "博物馆举办古代地图展览，吸引了许多游客。",
        "小学停课到什么时候？",
    ),
}
