/// Where somebody comes from: names in the script of the place, and how a mail address spells them.
struct Culture: Sendable {
    /// A name as people write it and as its bearer writes it in Latin letters.
    struct Name: Sendable {
        let written: String
        let latin: String
    }

    /// ISO 3166-1 codes; one is picked for each person.
    let countries: [String]
    let cities: [String]
    let given: [Name]
    let family: [Name]
    /// The family name stands first and nothing between: 王伟.
    let isFamilyFirst: Bool

    /// - Parameters:
    ///   - given: names parted by spaces, each `written=latin` or, where both are the same but for
    ///     case, the name alone.
    init(
        _ countries: String, cities: String, given: String, family: String,
        familyFirst: Bool = false
    ) {
        self.countries = countries.split(separator: " ").map(String.init)
        self.cities = cities.split(separator: ",").map(String.init)
        self.given = Self.names(given)
        self.family = Self.names(family)
        isFamilyFirst = familyFirst
    }

    private static func names(_ list: String) -> [Name] {
        list.split(separator: " ").map { entry in
            let parts = entry.split(separator: "=").map(String.init)
            return Name(written: parts[0], latin: (parts.last ?? "").lowercased())
        }
    }
}

extension Culture {
    /// Latin with and without marks, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, Han, Kana and
    /// Hangul. Zoë and Nguyễn are decomposed here (a letter, then its mark), as some keyboards type
    /// them.
    static let all = [
        Culture(
            "DE AT CH", cities: "Köln,Wien,Zürich,Görlitz,Graz",
            given: "Jürgen=juergen Anna Käthe=kaethe Lukas Sören=soeren Ute Björn=bjoern Lea Max",
            family:
                "Müller=mueller Weiß=weiss Krüger=krueger Huber Schröder=schroeder Vogt Groß=gross"),
        Culture(
            "GB US", cities: "Leeds,Boston,St. Albans,Winston-Salem,York",
            given: "Olivia James Grace Noah Amelia Henry Ruby Zoe\u{308}=zoe Liam",
            family: "Smith O'Brien=obrien Taylor Lewis-Young=lewis.young MacLeod Hughes Reed"),
        Culture(
            "FR", cities: "Nîmes,L'Haÿ-les-Roses,Besançon,Lille",
            given: "Élodie=elodie François=francois Chloé=chloe Benoît=benoit Inès=ines Luc",
            family: "Lefèvre=lefevre Garçon=garcon D'Arcy=darcy Noël=noel Petit Besnard"),
        Culture(
            "ES MX", cities: "Logroño,A Coruña,Mérida,León",
            given: "José=jose Lucía=lucia Iñigo=inigo Sofía=sofia Andrés=andres Carmen",
            family: "Núñez=nunez García=garcia Peña=pena Ibáñez=ibanez Ortiz López=lopez"),
        Culture(
            "IT", cities: "Forlì,Milano,L'Aquila,Bari",
            given: "Niccolò=niccolo Chiara Matteo Giulia Desirée=desiree Paolo",
            family: "Rossi D'Angelo=dangelo Nicolò=nicolo Bianchi Greco Conti"),
        Culture(
            "PL", cities: "Łódź,Kraków,Wrocław,Gdańsk",
            given: "Łukasz=lukasz Żaneta=zaneta Stanisław=stanislaw Małgorzata=malgorzata Jan",
            family: "Wójcik=wojcik Kowalski Dąbrowski=dabrowski Śliwa=sliwa Zając=zajac"),
        Culture(
            "TR", cities: "İzmir,Diyarbakır,Eskişehir,Bursa",
            given: "Işıl=isil Çağrı=cagri Ayşe=ayse Ömer=omer Gül=gul Barış=baris",
            family: "Yılmaz=yilmaz Şahin=sahin Öztürk=ozturk Aydın=aydin Kaya Koç=koc"),
        Culture(
            "BR PT", cities: "São Paulo,Évora,Goiânia,Coimbra",
            given: "João=joao Conceição=conceicao Inês=ines Tomé=tome Luíza=luiza Rui",
            family: "Gonçalves=goncalves Simões=simoes Araújo=araujo Leitão=leitao Costa"),
        Culture(
            "VN", cities: "Huế,Đà Nẵng,Cần Thơ",
            given: "Thuỷ=thuy Dũng=dung Hồng=hong Tuấn=tuan Lan Phượng=phuong",
            family: "Nguye\u{302}\u{303}n=nguyen Trần=tran Đặng=dang Phạm=pham Lê=le"),
        Culture(
            "GR", cities: "Αθήνα,Πάτρα,Ηράκλειο",
            given: "Γιώργος=giorgos Ελένη=eleni Νίκος=nikos Σοφία=sofia Ανδρέας=andreas",
            family: "Παπαδάκης=papadakis Νικολάου=nikolaou Ιωάννου=ioannou Βλάχος=vlachos"),
        Culture(
            "UA RU", cities: "Київ,Львів,Самара,Пермь",
            given: "Олена=olena Андрій=andriy Наталья=natalya Юрий=yuri Софія=sofiia Пётр=petr",
            family: "Шевченко=shevchenko Ковальчук=kovalchuk Соловьёва=solovyova Щукин=shchukin"),
        Culture(
            "IL", cities: "חיפה,תל אביב,באר שבע",
            given: "נועה=noa יוסף=yosef מיכל=michal אורי=ori תמר=tamar",
            family: "כהן=cohen לוי=levi מזרחי=mizrahi פרידמן=friedman"),
        Culture(
            "EG SA", cities: "القاهرة,أسوان,جدة",
            given: "فاطمة=fatima محمد=mohamed ليلى=layla عمر=omar نور=nour",
            family: "حسن=hassan المصري=elmasry الشريف=alsharif منصور=mansour"),
        Culture(
            "IN", cities: "पुणे,जयपुर,वाराणसी",
            given: "प्रिया=priya अर्जुन=arjun लक्ष्मी=lakshmi राहुल=rahul अनिता=anita",
            family: "शर्मा=sharma पटेल=patel सिंह=singh मिश्रा=mishra"),
        Culture(
            "TH", cities: "กรุงเทพ,เชียงใหม่",
            given: "สมชาย=somchai มาลี=malee ณัฐ=nat พิมพ์=pim",
            family: "สุขใจ=sukjai วงศ์ทอง=wongthong ใจดี=jaidee"),
        Culture(
            "CN", cities: "北京,成都,西安",
            given: "伟=wei 秀英=xiuying 娜=na 建国=jianguo 雨桐=yutong",
            family: "王=wang 李=li 张=zhang 欧阳=ouyang 𠮷=ji", familyFirst: true),
        Culture(
            "JP", cities: "東京,札幌,さいたま",
            given: "さくら=sakura 太郎=taro ケン=ken 美咲=misaki 翔=sho",
            family: "佐藤=sato 髙橋=takahashi 渡邊=watanabe 鈴木=suzuki", familyFirst: true),
        Culture(
            "KR", cities: "서울,부산,대구",
            given: "민준=minjun 서연=seoyeon 지훈=jihoon 하은=haeun",
            family: "김=kim 이=lee 박=park 남궁=namgung", familyFirst: true),
    ]
}
