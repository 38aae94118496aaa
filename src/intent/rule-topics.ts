import type { WordGroups } from './lexicon.ts'

/**
 * What escalation rules are usually about. A rule that names a topic matches messages about that
 * topic, whatever words they use. Phrases matter here: "is it legal" threatens nobody.
 *
 * How to add: a group in the notation of `WordGroups`, with what shoppers say and what those who
 * write rules say, in both languages.
 */
export const RULE_TOPICS = {
  nothing: `french_press coffee_press press_the press_a press_on garlic_press smoked_salmon smoke_grey burn_time burning_time candle_burn blood_orange court_shoes tennis_court food_court is_it_legal school_bag
    school_kids welche_medien rauchgrau blutorange brenndauer fire_pit fireplace feuerschale feuerzeug kaminfeuer job_interview outfit_for fake_fur fake_leather genuine_leather mobile_repair stolen_heart klagemauer pressekaffee stempelpresse notfallset doctor_who hot_fire`,
  legal_threat: `lawyer lawyers lawsuit lawsuits sue sues suing sued attorney attorneys solicitor solicitors barrister litigation legal_action legal_steps legal_advice legal_threat legal_threats
    legal_proceedings legal_team legal_counsel see_you_in_court in_court to_court go_to_court small_claims cease_and_desist subpoena take_you_to_court court_order court
    anwalt anwälte anwältin rechtsanwalt* rechtsanwält* klage verklag* verklage einklagen rechtliche_schritte rechtlichen_schritten rechtlich_vorgehen rechtsweg vor_gericht gericht gerichtlich* mahnbescheid* abmahn* strafanzeige*
    anzeige_erstatten zeige_euch_an zeige_sie_an rechtsschutz* juristisch* klagen_gegen klagedrohung* gerichtstermin* staatsanwalt* staatsanwaltschaft rechtsstreit* rechtsbeistand fristsetzung`,
  consumer_authority: `ombudsman trading_standards consumer_protection consumer_rights better_business_bureau bbb consumer_association watchdog regulator advertising_standards
    verbraucherzentrale* verbraucherschutz* schlichtungsstelle* konsumentenschutz* wettbewerbszentrale arbeiterkammer ombudsmann ombudsstelle`,
  injury: `injured injury injuries injure hurt_myself hurt_my hurt_himself hurt_herself cut_myself cut_my cut_his cut_her bleeding bled blood burned_myself burnt_myself burned_my burnt_my burned_her burned_his burns_on burn_marks fracture fractured hospital hospitalised
    hospitalized emergency_room stitches wound wounded choked choking suffocat* poisoned poisoning swallowed accident_with unconscious fainted er_visit a_and_e knocked_out broke_my_arm broke_my_leg broke_my_wrist broken_wrist concussion scalded scald went_to_hospital
    verletzt verletzung* verletzte verletzen geschnitten blutet geblutet blutung* blute verbrannt_an verbrennung* verbrüht* hand_verbrannt finger_verbrannt krankenhaus* spital* notaufnahme* notarzt* genäht wunde wunden verschluckt erstickt erstick* vergiftet vergiftung* bewusstlos
    gebrochen_arm arm_gebrochen bein_gebrochen handgelenk_gebrochen gehirnerschütterung unfall_mit quetschung* platzwunde* körperverletzung* personenschaden personenschäden`,
  safety_hazard: `fire started_burning burning_smell burns_through melted melting scorched smouldering ablaze geschmolzen schmolz angeschmort angebrannt brennt_durch durchgebrannt caught_fire on_fire flames smoke smoking smoked sparks sparking exploded explosion explode explodes overheated overheating electric_shock electrocuted shock_from got_a_shock short_circuit melted_plug burning_smell smells_burnt smelled_burnt gas_leak hazard hazardous hazards dangerous danger unsafe safety_issue
    safety_issues safety_risk safety_concern safety_concerns safety_hazard recall recalled sharp_edge sharp_edges battery_swelled swollen_battery carbon_monoxide shattered_in_my
    feuer brand brannte gebrannt flammen flamme rauch raucht geraucht qualmt qualm funken explodiert explosion explodierte überhitzt überhitzung stromschlag* stromschläge elektroschock kurzschluss verschmort geschmolzener_stecker schmort verbrannt_gerochen riecht_verbrannt gasleck gefahr gefährlich*
    gefährdung* sicherheitsrisiko* sicherheitsmangel* sicherheitsproblem* rückruf_produkt produktrückruf* rückrufaktion* scharfe_kante* scharfkantig* lebensgefahr* lebensgefährlich* akku_aufgebläht aufgebläht* brandgefahr* feuergefahr*`,
  allergic_reaction: `allergic_reaction allergic_reactions allergic_shock anaphyla* hives swollen_face swollen_lips lips_swelled face_swelled swelled_up rash rashes broke_out_in skin_reaction reacted_badly bad_reaction reaction_to_the red_spots itching_all itchy_all blisters blistered epipen
    allergische_reaktion* allergischer_reaktion allergischen_reaktion* allergischer_schock allergisch_reagiert allergisch_auf_die_creme_reagiert ausschlag hautausschlag* quaddeln pusteln anaphyla* geschwollen* lippen_geschwollen gesicht_geschwollen angeschwollen hautreaktion* rote_flecken_im_gesicht juckt_am_ganzen blasen_auf_der_haut unverträglich* reagiert_mit`,
  allergens: `allergen allergens allergic_to allergy allergies nut_allergy contains_nuts traces_of traces_of_nuts hypoallergenic lactose_intolerant gluten_intolerant celiac coeliac nut_free nuts peanuts intolerance intolerances intolerant
    allergene allergenen allergie allergien allergiker allergisch_gegen allergisch nussallergie* spuren_von nüsse erdnüsse laktoseintoleran* glutenunverträglich* zöliakie unverträglichkeit* lebensmittelallergie* allergikerin`,
  chargeback: `chargeback chargebacks charge_back dispute_the_charge dispute_the_payment dispute_with_my_bank disputing paypal_case paypal_dispute open_a_dispute opened_a_dispute open_a_case opened_a_case buyer_protection reverse_the_charge reverse_the_payment reverse_payment my_bank_will call_my_bank bank_to_reverse payment_dispute payment_disputes dispute claim_with_paypal
    rückbuchung* rückbuchen zurückbuchen buche_zurück buche_das_geld_zurück lasse_zurückbuchen zurückgebucht käuferschutz paypal_fall konflikt_bei_paypal fall_bei_paypal rücklastschrift* lastschrift_zurück bank_zurückholen bank_holt zahlung_anfechten zahlungsstreit* kreditkarten_reklamation`,
  unauthorised_payment: `unauthorised unauthorized unauthorised_charge fraudulent_charge stolen_card card_was_stolen did_not_authorise didnt_authorise didnt_authorize did_not_authorize i_never_ordered never_ordered never_placed someone_used_my not_my_purchase identity_theft hacked account_hacked account_was_hacked somebody_used_my used_my_card charged_without compromised
    unautorisiert* unberechtigt_abgebucht unberechtigte_abbuchung* nicht_autorisiert* karte_gestohlen gestohlene_karte nie_bestellt niemals_bestellt jemand_hat_mit_meinem jemand_hat_meine_karte identitätsdiebstahl* gehackt konto_gehackt missbraucht kartenmissbrauch* fremde_bestellung ohne_meine_zustimmung`,
  fraud_accusation: `scam scams scammer scammers scammed fraud fraudulent fraudsters rip_off ripoff con_artists swindle swindlers crooks thieves stole_my_money fake_shop
    betrug betrüger* betrogen abzocke abzocker* abgezockt fakeshop* fake_shop gauner verarscht_mich geld_geklaut schwindel* diebe`,
  press: `press journalist journalists reporter reporters newspaper magazine_article media_enquiry media_enquiries media_inquiry media_inquiries media_request press_enquiry press_inquiry press_request interview_request writing_an_article writing_a_story article_about broadcaster television_programme tv_show media go_to_the_press going_to_the_media tell_the_press podcast_about documentary editorial newsroom influencer_exposing
    presse presseanfrage* journalist* journalistin* reporter* zeitung zeitungen redaktion* redakteur* medien medienanfrage* pressesprecher* interviewanfrage* artikel_über_euch artikel_über_sie bericht_über beitrag_über fernsehen rundfunk* sender recherche recherchiere schreibe_einen_artikel an_die_presse an_die_medien stiftung_warentest`,
  bad_review_threat: `bad_review negative_review one_star 1_star leave_a_review post_about_this post_this_on tell_everyone go_viral name_and_shame expose_you all_over_social trustpilot_review warn_everyone warn_others review_threat review_threats bad_reviews negative_reviews terrible_review
    schlechte_bewertung* negative_bewertung* ein_stern nur_ein_stern bewertung_schreiben öffentlich_machen auf_social_media_posten poste_das allen_erzählen warne_alle weitersagen_wie_schlecht shitstorm bewertung_auf_google`,
  data_protection: `gdpr data_protection personal_data delete_my_data delete_all_my_data erase_my_data data_request data_requests data_deletion data_erasure right_to_be_forgotten subject_access subject_access_request data_you_hold data_you_have_about information_you_hold privacy_request privacy_requests privacy_complaint data_breach data_leak leaked_my ccpa stored_about_me data_stored data_subject erasure my_data_removed remove_my_data remove_all_my_data
    dsgvo datenschutz* datenauskunft* auskunft_nach personenbezogene* daten_löschen löschung_meiner_daten meine_daten_löschen daten_gelöscht datenlöschung* datenleck* datenpanne* art_15 art_17 artikel_15 artikel_17 gespeicherte_daten gespeicherten_daten über_mich_gespeichert daten_über_mich löscht_meine_daten löschen_sie_meine_daten alle_meine_daten betroffenenrechte* recht_auf_vergessen`,
  wholesale: `größere_mengen größeren_mengen große_mengen großen_mengen hotel_und_brauchen wholesale wholesaler wholesalers bulk bulk_order bulk_orders bulk_pricing reseller resellers resell reselling retailer retailers stockist stockists distributor distributors trade_account trade_price trade_prices b2b corporate_order corporate_orders corporate_gifts large_order large_orders large_quantity large_quantities for_our_employees for_all_our_employees for_my_shop for_our_shop for_our_hotel sell_your_products stock_your_products carry_your_products hundreds_of
    500_units 200_pieces 100_pieces 300_pieces volume_discount quantity_discount business_order purchase_for_our_company our_boutique our_store_would my_boutique
    grosshandel* grossbestellung* grosskunde* grossabnehmer* wiederverkäufer* wiederverkauf* weiterverkauf* händler händlerpreis* händlerkonditionen einzelhändler* b2b firmenbestellung* firmenkunde* firmengeschenk* geschäftskunde* mengenrabatt* staffelpreis* grosse_menge* grössere_menge* grösseren_mengen grossen_mengen 500_stück 200_stück 300_stück 100_stück
    für_unsere_mitarbeiter für_alle_mitarbeiter für_unser_hotel für_unseren_laden für_mein_geschäft unsere_boutique meine_boutique in_unserem_laden_verkaufen eure_produkte_verkaufen ihre_produkte_verkaufen ins_sortiment vertriebspartner* sammelbestellung* grosseinkauf`,
  discrimination: `discriminat* racist racism racial sexist sexism homophobic transphobic antisemitic islamophobic harass harassed harassment harassing bigot hate_speech because_i_am_black because_of_my_skin because_of_my_religion because_of_my_disability because_of_my_accent because_im_gay because_i_am_a_woman because_of_my_headscarf treated_differently_because insulted_me groped slur slurs n_word offensive_remark offensive_comment
    diskriminier* rassist* rassismus sexist* sexismus homophob* transphob* antisemit* islamfeindlich* fremdenfeindlich* ausländerfeindlich* belästigt belästigung* hautfarbe wegen_meiner_herkunft wegen_meiner_hautfarbe wegen_meiner_religion wegen_meiner_behinderung wegen_meinem_kopftuch weil_ich_schwul weil_ich_ausländer weil_ich_eine_frau beleidigt_mich beleidigt mobbing hassrede abfällige_bemerkung*`,
  self_harm: `suicide suicidal kill_myself end_my_life want_to_die hurt_myself_on_purpose self_harm no_reason_to_live
    suizid* selbstmord* umbringen mich_umbringen nicht_mehr_leben selbstverletz* sterben_will will_sterben`,
  violence: `kill_you burn_down beat_you_up bomb_threat hurt_you violence violent come_to_your_office_and you_will_regret threaten_your_staff shoot i_know_where_you_live
    bringe_euch_um umbringen_euch verprügel* bombendrohung* gewaltandroh* gewalt_androh* schlag_euch weiss_wo_ihr_wohnt abfackeln`,
  bereavement: `passed_away died_last deceased late_husband late_wife late_father late_mother bereavement funeral my_mother_died my_father_died my_husband_died my_wife_died death_of
    verstorben* gestorben todesfall* trauerfall* beerdigung* begräbnis* sterbefall* mein_mann_ist_gestorben nachlass witwe witwer`,
  medical_condition: `pregnant pregnancy breastfeeding chemotherapy diabetic diabetes epilepsy pacemaker medication medications prescription medical_condition medical_conditions medical_advice heart_condition my_doctor doctor side_effect side_effects asthma
    schwanger schwangere schwangerschaft* stillzeit stillen chemotherapie diabetiker* diabetes epilepsie herzschrittmacher* medikament* verschreibungspflichtig vorerkrankung* medizinisch* ärztlich* arzt nebenwirkung* herzkrank* asthma`,
  food_illness: `food_poisoning made_me_sick got_sick vomit vomited vomiting threw_up throwing_up diarrhea diarrhoea stomach_cramps mould_in mold_in maggots insects_in worms_in glass_in_my glass_in_the_jar foreign_object ill_after
    lebensmittelvergiftung* übergeben_müssen erbrochen erbrechen durchfall magenkrämpfe schimmel_im maden würmer glassplitter_im fremdkörper krank_geworden schlecht_geworden_davon`,
  minors: `underage under_18 minor minors child_safety my_child_ordered without_my_permission age_verification parental
    minderjährig* unter_18 jugendschutz* kindersicherheit altersprüfung* altersnachweis*`,
  partnership: `influencer influencers collaboration collaborate collab partnership partnerships sponsor sponsorship sponsoring affiliate affiliates brand_ambassador cooperation guest_post marketing_proposal
    influencer* kooperation* kooperieren zusammenarbeit partnerschaft* sponsor* affiliate* markenbotschafter* werbepartner*`,
  job_application: `job jobs vacancy vacancies hiring career careers job_application internship cv resume apprenticeship work_for_you apply_for_a
    job jobs stelle stellenangebot* bewerb* praktikum* lebenslauf* ausbildungsplatz* karriere stellenausschreibung* bei_euch_arbeiten`,
  counterfeit: `counterfeit counterfeits fake fakes not_genuine not_authentic not_original knockoff replica authenticity is_it_original genuine authentic
    fälschung* gefälscht* plagiat* nicht_original nicht_echt imitat* echtheit* originalware kein_original fake`,
  theft: `stolen_parcel stolen_package parcel_was_stolen package_was_stolen porch_pirate stolen_from theft police_report crime_number
    gestohlen* paket_gestohlen geklaut* diebstahl* polizei_gemeldet diebstahlanzeige*`,
  police: `police police_officer police_report report_you_to_the_police criminal
    polizei polizist* strafbar* kriminell*`,
  competitor: `competitor competitors cheaper_elsewhere other_shop price_match price_matching matching_price lower_price_at found_it_cheaper
    konkurrent* konkurrenz mitbewerber* woanders_billiger woanders_günstiger preisgarantie* bestpreis* günstiger_gesehen billiger_gesehen`,
  tax_invoice: `vat_invoice vat_number tax_invoice invoice_correction corrected_invoice tax_exempt vat_id
    rechnungskorrektur* korrigierte_rechnung umsatzsteuer* ust_id steuerfrei* steuernummer vorsteuer*`,
  customs_fees: `customs customs_fee customs_fees customs_charge customs_charges import_duty import_duties import_fee stuck_in_customs duties
    zoll zollgebühr* zollkosten einfuhr* zollabfertigung* beim_zoll verzoll*`,
  accessibility: `accessibility wheelchair blind deaf screen_reader disabled disability visually_impaired sign_language
    barrierefrei* rollstuhl* blind gehörlos* schwerbehindert* behinderung* screenreader sehbehindert* gebärdensprache`,
  custom_made: `custom_made custom_order custom_orders custom_design custom_size bespoke made_to_measure personalised personalized personalisation personalization engrave engraved engraving engravings embroidery embroidered monogram our_logo with_a_logo logo_printed printed_with custom_print initials
    massanfertigung* massgefertigt* sonderanfertigung* individuell_gefertigt individualisier* personalisier* gravur* gravier* bestick* stickerei* monogramm* mit_logo unser_logo unserem_logo logo_drauf bedruck* wunschmass* sondermass* auf_mass initialen`,
  repair: `repair repairs repaired repairing mend mended fix_my fixed_by spare_part spare_parts service_centre
    reparatur* reparier* instandsetz* ersatzteil* flicken ausbessern`,
  rudeness: `rude_staff rude_employee rude_driver unprofessional staff_complaint was_rude insulting_staff impolite disrespectful
    unfreundlich* unhöflich* frech_zu unverschämter_mitarbeiter beleidigender_mitarbeiter respektlos* personalbeschwerde*`,
  event_rental: `rent rental rentals hire_out event_rental workshop workshops venue
    mieten verleih* leihen workshop* kurs kurse`,
  education: `school school_order schools nursery kindergarten university teacher_discount classroom
    schule schulen schulbestellung* kita kindergarten hochschule universität klassenzimmer lehrerrabatt`,
} as const satisfies WordGroups<string>

export type RuleTopic = keyof typeof RULE_TOPICS
