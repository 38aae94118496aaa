/**
 * Words of shops in English and German, grouped by what they mean. A group is a feature of the
 * router and a synonym for escalation rules, so that "Paket" and "parcel" are the same thing to both.
 *
 * How to add: a word as people write it, umlauts and all, in the notation of `WordGroups`. Then run
 * `npm run learn-intents`.
 */
export const CONCEPTS = {
  // What is ordered, and where it is
  order: `order orders ordered ordering purchase purchases purchased bought checkout_order bestellung* bestellt bestellte
    bestellten bestell bstellung order* auftrag auftrags* kauf gekauft einkauf kaufte`,
  parcel: `parcel* package packages packet packets packge pkg shipment* consignment delivery deliveries paket* päckchen packerl
    päckli sendung* lieferung* zustellung* paktl goods stuff box ware`,
  where: `where whereabouts wheres wo wohin where_is where_are where's whr where_r where_has where_have where_my wo_bleibt
    wo_bleiben wo_steckt wo_isch wo_liegt wo_befindet bleibt abgeblieben verbleib locate location_of`,
  when: `when whens wann bis_wann until_when eta how_soon what_time what_day`,
  how_long: `how_long wie_lange wie_lang how_many_days how_many_weeks wieviele_tage wie_viele_tage how_much_longer wie_lang_no`,
  arrive: `arrive arrives arrived arriving arrival get_here got_here show_up shown_up turn_up turned_up come_through ankommt
    ankommen angekommen ankam eintreffen eingetroffen eintrifft gekommen da_sein land erhalten receive received recieve recieved
    receiving geliefert zugestellt zustellen deliver delivered delivers delivering hergekommen aufgetaucht ankunft came come comes
    coming kommt kommen landed komme kommts`,
  not_here: `not_arrived hasnt_arrived never_arrived never_came not_received havent_received didnt_receive didnt_get
    still_waiting still_nothing still_not noch_nicht immer_noch nicht_da nicht_angekommen nix_da nicht_erhalten noch_nix
    noch_immer not_here no_sign nothing_arrived missing warte waiting wait wart warten gewartet waited overdue überfällig
    verspätet verspätung* delay* delayed late verloren lost verschollen vermisse vermisst stuck hängt steckt feststeckt kei
    not_turned nowhere nirgends nirgendwo no_show nothing_yet hasnt_come hasnt_shown hasnt_turned never_showed never_turned
    still_no didnt_arrive didnt_come didnt_show not_come not_been_delivered no_parcel no_package fehlts noch_kein noch_keine
    nix_gekommen nichts_gekommen nie_gekommen nie_angekommen nicht_gekommen nicht_zugestellt geklaut stolen disappeared vanished
    verschwunden forever ewig ewigkeit* ages taking_so_long taking_forever taking_ages seit_tagen seit_wochen weeks_ago week_ago
    days_ago vor_wochen vor_zwei_wochen sollte_schon supposed_to_be should_have_been hätte_schon longest_time zehn_tage tag_neun
    day_nine dauert_so_lange dauert_ewig dauert_das`,
  status: `status stage progress update updates bearbeitungsstand lieferstatus* bestellstatus* orderstatus sendungsstatus
    paketstatus versandstatus stand_der how_far wie_weit tut_sich was_neues whats_happening happening any_news news_on any_word
    heard_anything silence quiet funkstille stille neuigkeiten auskunft what_now update_me stand`,
  track: `track tracking tracked trackin trackable verfolg* sendungsverfolg* nachverfolg* trackingnummer* trackinglink*
    sendungsnummer* tracking_number tracking_link track_and_trace paketverfolg* trace tracken getrackt trackt`,
  carrier: `dhl ups fedex usps hermes dpd gls royal_mail evri yodel courier* carrier postman mailman paketbote* postbote*
    zusteller* kurier* bote driver fahrer* lieferant swisspost österreichische_post post_at parcelforce amazon_logistics
    packstation* paketshop* paketzentrum* depot sortierzentrum briefträger* pöstler pöstlerin logistics* verteilzentrum*
    parcel_shop postal_worker post_office mail_carrier delivery_guy delivery_man delivery_driver delivery_driver's lieferbote
    zustelldienst versanddienst* spedition spediteur paketdienst* poststelle postfiliale postler deutsche_post abholschein
    abholkarte karte_im_briefkasten card_through parcel_locker locker lockers paketautomat* tracker`,
  shipped: `shipped dispatched dispatch sent_out been_sent on_its_way on_the_way out_for_delivery in_transit shipped_yet ship_out
    left_the_warehouse verschickt versendet versandt abgeschickt losgeschickt unterwegs raus rausgegangen rausgeschickt
    verschickt_worden auf_dem_weg rausgegange weggeschickt übergeben handed_to handed_over übergeben_an posted packed_and gepackt
    eingepackt_und abgeholt_worden picked_up_by left_your hit_the_road gone_out went_out rausgeht raus_geht losgegangen
    abgeschickt_worden label_created label_printed angekündigt`,
  fulfil: `processing processed packed fulfilled fulfilment fulfillment pending unfulfilled bearbeitet bearbeitung verpackt
    kommissioniert in_bearbeitung preparing prepared`,
  neighbour: `neighbour* neighbor* nachbar* porch doorstep haustür* mailbox briefkasten* ablageort* safe_place left_it front_door`,
  lieferzeit: `lieferzeit* delivery_time* delivery_date* liefertermin* lieferdatum* lieferfrist* shipping_time* zustelltermin*
    liefertag* zeitfenster* time_slot delivery_window expected_delivery arrival_date versanddauer lieferdauer turnaround`,

  // Sending it back
  return: `return returns returned returning returnable send_back send_it_back send_them_back send_this_back sending_back
    sent_back bring_back take_back take_it_back ship_back give_back retoure* retour* rückgabe* rücksend* zurück zurückgeben
    zurückschick* zurücksend* zurückgeschickt zurückgesendet rückversand* rückschick* retournier* zruck zrugg zurückgeb*
    zurückbring* retounier* retouren_schein zurücknehm* rücknahme* rma unwanted rückgängig get_rid_of rid_of loswerden wieder_los
    behalten behalte keep_it keep_or post_it_back post_back ship_it_back shipping_it_back back_to_you mail_it_back hand_it_back
    drop_it_off zurückgehen zurückgegangen geht_zurück wieder_zu_euch retouren retourniere retournieren zurückgebracht
    zurückgegeben abgeholt_werden retoure_abholen returns_label rücksendung`,
  refund: `refund* money_back mony_back mony_bak moneyback monies_back my_mony reimburs* credited chargeback* credit_note get_my_money my_money cash_back_to rückerstatt* erstatt*
    geld_zurück gutgeschrieben rückzahl* zurückerstatt* rückbuch* zurückzahl* geld_wieder gutschrift* zurücküberw* kohle_zurück
    kohle_wieder refnd rembours* erstattet kaufpreis* refunded get_reimbursed dosh_back dosh cash_back kohle back_on_my_card
    credit_back on_my_account_yet nothing_credited money_yet geld_retour geld_auf geld_wiederhaben rücküberweisung zurückholen
    gutschreiben refunding reimburse`,
  exchange: `exchange* swap* swop replace* replacement* trade_in umtausch* tausch* umzutausch* umgetauscht ersatz* austausch*
    ersetz* getauscht ausgetauscht different_size another_size bigger_size smaller_size other_size andere_grösse nächste_grösse
    in_another statt_der gegen_ne ne_andere other_one new_one einen_neuen ein_neues neues_exemplar neu_schicken fresh_one
    bigger_one smaller_one one_up one_down eine_grösse_grösser eine_grösse_kleiner tauschen_gegen swapped umtauschn kleiner
    grösser grössere kleinere nächstgrössere nächstkleinere`,
  damaged: `damage* damged broken broke breaks defect* faulty crack* cracked smashed shattered scratch* torn ripped tore dent*
    leaking leaked leaks ruined kaputt* defekt* beschädigt* zerbrochen* zerkratzt* gerissen riss kaput zerstört* undicht*
    ausgelaufen läuft_aus gesprungen abgebrochen abgefallen gebrochen funktioniert_nicht geht_nicht mangel* mängel* stinkt loch
    löcher hole holes stain* stained fleck* mouldy moldy schimmel* verschimmelt doesnt_work not_working stopped_working
    does_not_work doesnt_turn wont_turn falling_apart fell_apart fällt_auseinander came_apart dead_on_arrival doa bust busted
    knackered kratzer* delle* naht nähte abgelöst löst_sich lädiert* verbeult* hinüber im_eimer fritze broke_after squashed
    crushed bent verbogen shards splitter* scherben spoiled expired abgelaufen rotten died dead kicked_the_bucket packed_in
    packed_up gave_up given_up conked_out snapped snap came_off fell_off undone unstitched in_bits in_pieces to_pieces gone_off
    chipped chip mute muted dysfunctional malfunction* malfunctioning not_charging wont_charge wont_start wont_switch wont_close
    wont_open doesnt_start doesnt_charge doesnt_close doesnt_open flickers flicker* rattles wobbles wobbly peeling peels frayed
    smells_awful stench mould mold burnt burned sparks smoke overheats short_circuit dented loose_screw blank_screen
    geist_aufgegeben gibt_den_geist aufgegeben stumm einzelteil* in_stücke stücke bruch eingerissen aufgeplatzt geplatzt
    abgegangen ausgefallen lädt_nicht schliesst_nicht öffnet_nicht startet_nicht geht_nicht_an geht_nicht_mehr geht_nimmer
    tut_nicht tuts_nicht springt_nicht_an wackelt klappert flackert verbrannt durchgebrannt macke* kratzer sprung risse offen_naht
    aufgegangen ausgefranst ranzig gekippt verdorben schlecht_geworden vergammelt schimmelig muffig stinken beschädigung bröckelt
    abgeblättert blättert rip_in fault ging_kaputt ist_hin dud montagsgerät mangel wet nass klatschnass soaked soaking soaking_wet
    crumbs krümel zertrümmert mausetot tot zerfetzt tear torn_off ripped_off eingedellt dellen hole_in went_up_in_smoke in_rauch
    horrible_noise geräusch buzz buzzes brummt grinding squeaks quietscht zerfällt scheppert viecher bugs_in melted geschmolzen
    stale wilted verwelkt droopy`,
  wrong_item: `wrong wrong_item wrong_one wrong_size wrong_colour wrong_color wrong_product incorrect not_what_i not_what_we
    mixed_up different_from different_item missing_item parts_missing falsch* verkehrt* falscher_artikel falsche_grösse
    verwechselt* nicht_das was_anderes fehlend* anstatt fehllieferung* falschlieferung* unvollständig* incomplete another_persons
    someone_elses not_as_described looks_different anders_als swapped_around muddled mix_up mixup not_the_ones arent_the_ones
    not_the_one someone_else instead_of short_by too_few one_short nur_drei nur_zwei nur_eine only_three only_two nicht_die
    vom_bild unterschied_zum_bild fremde* zu_wenig eins_zu_wenig anderer_artikel andere_farbe_bekommen isnt_what wasnt_what statt
    instead fehlt fehlen fehlte`,
  not_fit: `doesnt_fit dont_fit doesnt_suit didnt_fit not_fit too_big too_small too_tight too_loose too_large too_short too_long
    too_narrow too_wide passt_nicht passen_nicht passt_mir_nicht zu_gross zu_klein zu_eng zu_weit zu_kurz zu_lang sitzt_nicht
    gefällt_nicht gefällt_mir dont_like didnt_like not_happy_with disappointed enttäuscht* changed_my_mind no_longer_want
    dont_want_it too_baggy doesnt_match zu_schmal zu_breit nicht_gefallen pinches drückt snug baggy tight pinch itchy
    uncomfortable unflattering makes_me_look sits_weird huge_on tiny drowning_in swim_in bissl_eng bisschen_eng ein_bisschen_gross
    schlabbert schlackert kratzt steht_mir sieht_doof schaut_doof doof umentschieden anders_überlegt regret hate_it hating ugly_on
    unhappy_with doesnt_look sieht_an_mir zwickt unbequem one_size_up one_size_down size_up_please nummer_grösser nummer_kleiner
    second_thoughts nicht_überzeugt`,
  return_label: `label* return_label return_form returns_portal rücksendeetikett* retourenlabel* retourenschein* rücksendeschein*
    etikett* return_slip prepaid_label qr_code rücksendelabel* retourenetikett*`,
  return_time: `return_window return_policy return_period rückgabefrist* rückgaberecht* widerruf* widerrufsrecht* return_deadline
    rücksendefrist* widerrufsfrist* umtauschfrist* 14_tage 30_days 30_tage 14_days`,

  // Changing what was ordered
  cancel: `cancel* cancle* canel stornier* storno* abbestell* cancelation cancellation annullier* abbrechen abbruch call_off
    stop_my_order storniern stonier* widerrufen zurückziehen kündig* gekündigt killen scratch_that scratch_the call_it_off
    abblasen blow_off stop_it stop_the stop_that stoppen stopp dont_send dont_ship don't_post nicht_abschicken nicht_losschicken
    nicht_versenden nicht_schicken vergesst_die forget_the_order forget_about_the_order leave_it doch_nicht will_nicht_mehr
    dont_want_anymore no_longer_need brauch_nicht_mehr withdraw widerruf cncl cansel scrap undo revoke kill void abort bin_that
    absagen abgesagt`,
  change: `change* chnage chang changing edit* modify* modif* amend* update updating correct* adjust* alter ändern ändert ändere
    änder änderung* abändern umändern geändert* abänder* anpass* angepasst ändre korrigier* korrektur* berichtig* umstell*
    umänder* umbuch* editier* modifizier* aktualisier* verbesser* ersetzen austauschen redirect umleiten reroute amend fix_it
    fixen swap_the meant_to meinte meant make_it macht_draus statt_dem instead_of_the put_it_as umschreib* umbuchen nachbessern
    nachträglich revise rectify tweak verlegen verändern switch switched switching wechsel wechseln gewechselt umtauschen_vor fix
    edit editable`,
  add_remove: `add adding added include remove removing take_off take_out drop delete hinzufüg* dazu dazufüg* hinzu entfern*
    rausnehm* raus_nehmen herausnehm* weglass* löschen dazulegen draufpacken dazupacken dazubestell* zusätzlich another_item
    one_more extra_item noch_eins mit_rein combine zusammenleg* merge zusammenfass* nachbestell* mitschick* mitlegen streich*
    dazutun leave_out weglassen weg raus_aus rausschmeissen throw_in chuck_in squeeze squeeze_in quetschen reinlegen beilegen
    mit_dazu put_in pop_in sling_in put_together zusammenpacken gemeinsam_verschicken in_one_box ein_paket rausnehmen nehmt_raus
    take_away lass_weg`,
  address: `address* adress* addres addr adresse adrese lieferadress* versandadress* rechnungsadress* anschrift* postcode
    zip_code plz postleitzahl* hausnummer* house_number strasse* straße* moved umgezogen umzug moving apartment_number wohnung
    deliver_to somewhere_else woanders*hin woanders workplace office_address hausnr wohnort apartment hometown lieferort abgabeort
    zuhause daheim büro arbeitsplatz old_place my_place new_place parents_house neighbour's shed schuppen garage different_place
    packstation_statt surname nachname last_name first_name vorname recipient_name empfänger* destination flat_number street
    office at_home my_home nach_hause my_flat my_house new_house new_flat workplaces arbeitsstelle`,
  mistake: `mistake* accidentally accident by_accident error typo typed mistyped wrong_address oops messed_up versehen*
    aus_versehen versehentlich fehler irrtum* irrtümlich vertippt vertan verklickt verwählt ausversehen misclick* clicked_twice
    ordered_twice doppelt* zweimal twice duplicate forgot vergessen forgotten falsch_eingegeben falsch_angegeben stupid_me
    dummerweise misspel* by_mistake in_error pressed_twice pressed_the clicked hit_the_button button_two gedrückt geklickt
    wrong_way_round vertauscht zahlendreher falschrum typos clumsy blöd_von_mir ups uups whoops ahh ohje oh_no mist_hab verpeilt
    slipped misread my_son_used my_kid mein_kind_hat dabei_vertan`,
  before_ship: `before_it_ships before_you_ship not_shipped yet before_shipping before_dispatch too_late zu_spät noch_möglich
    bevor_es bevor_ihr bevor_sie not_yet_shipped just_placed just_ordered gerade_eben eben_bestellt gerade_bestellt
    vorhin_bestellt minute_ago minutes_ago gerade vorhin soeben minuten just_now earlier_today in_time rechtzeitig nachträglich
    im_nachhinein hasnt_shipped before_you before_it before_they bevor_das bevor_die just_bought just_paid an_hour_ago hour_ago
    hours_ago this_morning heute_früh heute_morgen heut_früh grad_bestellt grad_erst eben_erst vor_einer_stunde vor_fünf
    gerade_gekauft still_time noch_zeit noch_rechtzeitig hasnt_left hasnt_gone not_left noch_nicht_weg noch_nicht_raus
    noch_nicht_verschickt yet_to_ship already_paid schon_bezahlt`,
  quantity: `quantity amount* menge* anzahl stückzahl stück pieces two_instead only_one zwei_statt nur_eins nur_einmal statt_zwei
    more_of_them weniger less`,

  // Recurring deliveries
  subscription: `subscription* subscrib* subscripton abo abos abonnement* abonnier* abonniert sparabo* aboliefer* abobox*
    auto_ship autoship auto_delivery auto_deliveries subscribe_and_save auto_renew* renewal* renew recurring repeat_order*
    repeat_deliver* regular_order* regular_deliver* monthly_box monthly_delivery dauerauftrag* dauerbestellung* regelmässig*
    monatlich* monatsbox* wiederkehrend* standing_order monthly weekly wöchentlich* automatisch* automatically auto_order next_box
    nächste_box nächstes_paket every_month every_week jeden_monat jede_woche lieferabo* kaffeeabo* membership_box refill*
    nachlieferung* subs abbo rebill* abo_box aboverwaltung* subscribed subscriber abonnent* every_four every_six every_eight
    every_30 each_month per_month pro_monat alle_4 alle_6 alle_14 alle_30 im_monat refills nachschub tarif coffee_club kaffeeclub
    monthly_thing monatliches_ding keep_sending weiter_schicken immer_weiter schickt_weiter von_allein von_selbst by_itself
    regularly regulär in_regelmässigen recurrent routine_delivery lieferplan upcoming_box upcoming_delivery my_box meine_box
    meiner_box der_box abo-box one_off einmalig locked_in gebunden bindung verlängern verlängert verlängerung prolong sub
    auto_renewal plan plans vertrag autoabo`,
  pause: `pause* pausier* hold on_hold suspend* freeze put_on_hold aussetz* unterbrech* stilllegen ruhen auf_eis einfrieren
    pausiern paused take_a_break stop_for_a_while unterbrechung snooze defer postpone* verschieb* verschoben hinausschieb*
    aufschieb* push_back delay_my slow_down slower langsamer breather a_break pause_button stillhalten away_for travelling_for
    going_away verreist auf_reisen auslandsjahr longer_holiday drowning_in piling_up stapelt stapeln too_much_at_home
    zu_viel_daheim overstocked`,
  skip: `skip* überspring* auslass* auslassen skippen miss_one sit_out skip_next weglassen not_this_month diesen_monat_nicht
    nächsten_monat_nicht einmal_nicht skipp leave_out_the give_a_miss a_miss wegfallen entfallen ausfallen miss_out not_the_next
    die_nächste_nicht nächste_nicht skip_april`,
  frequency: `frequency interval* intervall* rhythmus turnus häufigkeit* how_often wie_oft every_two every_other every_6 every_4
    every_8 every_three alle_zwei alle_vier alle_drei alle_sechs alle_8 fortnight* biweekly quarterly quartal* less_often
    more_often seltener öfter* häufiger every_couple zweimonatlich* vierteljähr* lieferintervall* lieferrhythmus* liefertakt
    too_often zu_oft zu_häufig less_frequently more_frequently seltner öfters every_month_is every_second jeden_zweiten
    alle_zwei_monate`,
  resume: `resume* reactivat* restart unpause wieder_aufnehmen reaktivier* fortsetz* wieder_aktivieren weiterlaufen fortführen
    wiederaufnehm* wieder_starten back_on turn_on einschalten wieder_einschalten wieder_anschalten anwerfen wieder_los
    kick_off_again start_again starten startet_wieder re-start reactivate wieder_haben`,
  end_contract: `unsubscribe kündigung* kündige kündigen gekündigt kündigungsfrist* end_my terminate opt_out abmelden abo_beenden
    beenden notice_period mindestlaufzeit* minimum_term laufzeit* auflösen get_off get_out_of raus_aus_dem weg_vom quit quitting
    end_it done_with no_longer_wish kein_abonnent aufhören hör_auf hört_auf stop_sending einstellen einzustellen schluss ausstieg
    aussteigen exit leave_the`,
  charge: `charged billed billing abgebucht abbuch* belast* abgezogen next_payment next_charge next_bill taken_from came_out_of
    debited eingezogen lastschrift*_ausgeführt took_money took_again you_took genommen_obwohl geld_abgebucht money_taken
    charged_again charged_me doppelt_abgebucht charge charges`,

  // Points
  points: `points point pts punkt* treuepunkt* bonuspunkt* pointz punktestand* punktekonto stamps stempel* treueherzen
    sammelpunkt* kontostand* guthaben* pünktli sternchen taler talers herzchen bonus_points reward_points pktn punktzahl zähler
    stempeln stamp_card bonusheft treuepkt sammelheft stars_do stars sterne coins balance points_balance`,
  rewards: `reward* rewrads loyal* loyalty_program* loyalty_card prämie* prämien* treue* treueprogramm* treuekarte*
    bonusprogramm* bonuskarte* kundenkarte* stammkunde* vorteilsprogramm* kundenclub* club member* membership mitglied* vip
    rewards_program bonus* frequent_shopper vorteilskarte* vorteilsclub* vorteile treuebonus* treuerabatt* geburtstagsrabatt*
    birthday_reward birthday_gift geburtstagsgeschenk_vom treueherz* freebies freebie regular_customer goodie goodies treat
    loyalty_scheme bonus_scheme rewards_scheme vip_club clubkarte club_card customer_club treuekunde* prämienshop stammkunden
    treueaktion langjährig* enrol enroll scheme anniversary_reward prämienkatalog bonus perks member members regulars`,
  redeem: `redeem* einlös* eingelöst cash_in einzulösen use_my_points spend_my_points convert einsetzen anrechnen angerechnet
    claim use_up spend_the ausgeben_punkte verwenden verbrauchen apply_my_points cash_out umwandeln eintauschen in_geld`,
  earn: `earn* collect* sammel* gesammelt verdien* gutgeschrieben accumulate* rack_up accrue* missing_points punkte_fehlen
    credited_points gutschreiben_punkte punkte_bekommen punkte_kriegen get_points pool zusammenwerfen zusammenlegen
    transfer_points nachtragen tauchen_auf show_up_points springt_raus`,
  tier: `tier* gold silver platinum platin bronze silber level* stufe* status_level goldstatus silberstatus platinstatus
    goldmitglied* vip_status rang rank statuslevel* next_level nächste_stufe diamond goldkunde`,
  referral: `refer referral* referred referring refer_a_friend invite* freunde_werben empfehlungs* freund*_werben
    freunde_einladen geworben werben invite_friends freundschaftswerb* werbecode* referral_code recommend_a_friend tell_a_friend
    friend_code einladungslink* kunden_werben einlad* empfehlungscode* empfehlungslink* mates_code told_my told_a spread_the_word
    word_of_mouth mates kumpel kumpels bring_a_friend my_friend_used hat_meinen_code used_my_code erzählt_von recommended_you
    empfohlen_und weitersagen weiterempfohlen anwerben geworbene werbeprämie freundesbonus`,
  expire: `expire* expiry verfall* verfällt ablauf* läuft_ab ablaufdatum gültig* valid validity run_out lapse*`,

  // Rules of the shop
  shipping_cost: `shipping postage versandkosten* lieferkosten* porto* versandgebühr* liefergebühr* free_shipping free_delivery
    versandkostenfrei* portofrei* shipping_cost* shipping_fee* delivery_fee* delivery_cost* delivery_charge* versand
    gratisversand* kostenloser_versand shipping_rates p&p versandkostengrenze* gratislieferung* shiping frei_haus versandfrei
    free_post on_the_house auf_euch postage_and_packing delivery_price what_would_it_be was_würde_das versandpauschale warenwert
    basket_value bestellwert einkaufswert threshold liefergebühren sendungskosten shipping_included`,
  ship_to: `ship_to deliver_to ship_internationally international* abroad overseas worldwide ausland* europe* europa* switzerland
    schweiz austria österreich* germany deutschland usa uk england canada kanada france frankreich australia ireland irland spain
    spanien italy italien netherlands niederlande holland belgium belgien poland polen countries country länder land weltweit eu
    liechtenstein norwegen norway alaska hawaii inseln islands scotland sweden schweden dänemark denmark lieferland* do_you_ship
    do_you_deliver liefert_ihr versendet_ihr liefern_sie versenden_sie express* overnight next_day same_day expressversand*
    expresslieferung* click_and_collect abholung* abholen pick_up pickup collect_in_store ship malta südtirol luxemburg luxembourg
    tirol portugal greece griechenland kroatien croatia ungarn hungary tschechien japan china brazil mexiko mexico new_zealand
    neuseeland channel_islands mallorca kanaren canary post_to schickt_ihr schickt_ihr_auch versand_nach nach_hause_liefern
    liefergebiet zustellung_am standard_post abroad_too grossbritannien wales nordirland türkei turkey russia indien india zürich
    wien bern basel salzburg graz london manchester dublin paris new_york to_the_us in_the_us the_us`,
  payment: `pay payment* paid paying paypal klarna visa mastercard amex credit_card debit_card creditcard kreditkarte* apple_pay
    google_pay bezahl* zahlung* zahlen zahl ratenzahlung* raten rechnungskauf* kauf_auf_rechnung auf_rechnung vorkasse überweis*
    bank_transfer lastschrift* sofortüberweisung* nachnahme instalment* installment* afterpay giropay twint eps sepa
    bitcoin_payment cash bar barzahl* zahlungsart* zahlungsmethode* zahlungsweise* zahlungsmittel* cash_on_delivery pay_later
    contactless debit ec_karte girokarte bancontact ideal stripe split_the_payment card_info card_details kartendaten
    kartenangaben in_three in_raten drei_raten three_parts instalments rates_possible twint_zahlung billed on_account per_rechnung
    rechnungszahlung zahlungsziel transaction transaktion payment_declined zahlung_abgelehnt checkout_error kasse cart warenkorb
    basket_keeps maestro sofort direktüberweisung revolut wise cheque scheck`,
  invoice: `invoice* receipt* vat tax tax_id bill rechnung* quittung* kassenbon* beleg* mwst mehrwertsteuer* steuer* ust
    vat_number proforma bon kassenzettel* rechnungskopie* accountant finanzamt steuerberater* tax_office buchhaltung
    expense_report proper_bill ordentliche_rechnung umsatzsteuer ust-id taxes steuern abrechnung`,
  opening: `opening opening_hours opening_times open_on open_hours öffnungszeit* geöffnet offen hours business_hours closed
    geschlossen close closing öffnet schliesst schliessen sundays sunday sonntag* sonntags saturday samstag* bank_holiday
    feiertag* support_hours erreichbar* open weekends wochenende aufmachen zumachen macht_ihr_auf habt_ihr_offen ladenöffnungs*
    servicezeit* staffed besetzt what_hours zu_welchen_zeiten new_years_day neujahr neujahrstag heiligabend christmas_eve
    boxing_day easter_monday ostermontag silvester lunch_break mittagspause auf_habt offen_habt open_until bis_wann_offen
    today_open heute_offen`,
  store: `store stores physical_store brick shop_front high_street showroom* filiale* ladengeschäft* laden geschäft* standort*
    location locations located branch branches vor_ort in_person outlet flagship* shop_in visit_you anprobieren_vor based
    headquarter* hauptsitz* firmensitz* sitz real_life in_echt anschauen look_at_your in_der_stadt in_town come_by vorbeikommen
    vorbeischauen persönlich_vorbei try_on anprobieren parkplatz parking postal_address shopadresse niederlassung verkaufsstelle
    point_of_sale`,
  warranty: `warranty warranties guarantee* garantie* gewährleist* garantiezeit* garantiefall* garantiert herstellergarantie*
    lifetime_guarantee garantieanspruch* two_year_warranty covered cover coverage abgesichert abdeckt guaranteed_for garantie_auf
    jahre_garantie years_guarantee haftung liability herstellungsfehler`,
  gift_card: `gift_card* giftcard* gift_voucher* gift_certificate* geschenkgutschein* geschenkkarte* gutschein* gift_code
    wertgutschein* voucher* gutscheinkarte* e_gift egift gutscheincode* voucher_my gutschein_von store_card wertkarte restwert
    balance_on_my_card geschenkkarten`,
  discount: `discount* promo* coupon* rabatt* aktion* aktionscode* student_discount studentenrabatt* black_friday offers deals
    deal angebot* schlussverkauf* sonderangebot* price_match preisgarantie* newsletter* prozent* military_discount
    teacher_discount cyber_monday bestpreis* tiefpreis* rabattcode* neukunden* mengenrabatt* bulk_discount nhs_discount discnt
    markdown clearance money_off rabattaktion prozente nachlass vergünstigung* student studenten studierend* uni schüler* rentner
    senior pensioner nurse pflegekraft key_worker first_order erstbesteller welcome_code willkommensrabatt aktionspreis skonto
    code_rejected code_wird_nicht rejected nicht_angenommen sale sales code codes`,
  company: `company your_company firma* unternehmen* about_you who_owns owner inhaber* founder* gründer* founded gegründet
    sustainab* nachhaltig* ethical* ethics fair_trade fairtrade carbon climate klima* klimaneutral* eco co2 where_are_you_based
    made_in produziert* manufactured produktion* factory fabrik* headquarters supplier* lieferkette* labour_conditions
    arbeitsbedingungen impressum imprint family_business familienbetrieb* manufaktur* brand_story hergestellt tierversuch*
    animal_testing greenwash* donate charity social_media instagram tiktok blog who_is_behind wer_steckt_hinter greener grüner
    child_labour kinderarbeit sweatshop* sweatshops produced working_conditions umweltfreundlich environmentally recycelt recycled
    recyclebar recycling fabriken zertifiziert certifications zertifikat* b_corp startup gründerin chefs_von small_business
    how_big_is_your mitarbeiter_habt hinter_euch story_behind brand marke brands history_of_your firmengeschichte
    geschichte_hinter eure_geschichte werte spenden_ihr do_you_donate`,
  privacy: `privacy gdpr dsgvo datenschutz* personal_data my_data data daten* cookies agb terms terms_and_conditions
    delete_my_account konto_löschen account_löschen password passwort* login log_in log_into einlogg* anmeld* registrier*
    register* sign_in sign_up account kundenkonto* benutzerkonto* secure trustworthy seriös* legit scam fake_shop guest_checkout
    gastbestell* als_gast vertrauenswürdig* trusted_shops unsubscribe_from_newsletter newsletter_abbestell* user_name konto
    card_info_safe my_information meine_angaben angaben personenbezogen* adverts werbung werbemails werbe marketing_emails
    promotional_emails spam_mails abmelden_newsletter newsletters log_me_in cant_get_in komm_nicht_rein rein_komme passwort_falsch
    wrong_password profile profil anlegen make_an_account application_for_phone mobile_app app fürs_handy_app two_factor
    reset_link website webseite site seite_lädt sicher sicherheit ssl encrypted verschlüsselt`,
  contact: `contact* contact_details phone_number telefonnummer* hotline* email_address kontakt* kontaktdaten contact_form
    kontaktformular* reach_you erreichen erreiche support_email customer_service_number nummer_vom mailadresse emailadresse
    whatsapp`,
  policy: `policy policies richtlinie* regeln rules conditions bedingung* how_does_it_work wie_funktioniert wie_läuft terms
    bestimmungen regelung* generally generell grundsätzlich allgemein general default in_general normalerweise usually typically
    standard`,
  wholesale: `wholesale bulk bulk_order* b2b reseller* retailer* grosshandel* händler* wiederverkäufer* grossbestellung*
    business_customer geschäftskunde* firmenkunde* corporate_order corporate* trade_account grössere_menge large_order*
    firmengeschenk* resale distributor* trade_price trade_prices händlerpreis* händlerkonditionen café_beliefern supply_us resell
    weiterverkaufen belieferung beliefern hotel_beliefern staffelpreise sammelbestellung`,
  gift_wrap: `gift_wrap* giftwrap* wrapped wrapping geschenkverpackung* geschenkpapier* eingepackt einpacken
    als_geschenk_verpackt gift_message grusskarte* geschenkbox* gift_note greeting_card gift_box verpackung* packaging
    plastikfrei* geschenkservice* gift_receipt`,

  // Products
  product_question: `material* made_of made_from made_out aus_was woraus aus_welchem stoff fabric cloth waterproof* wasserdicht*
    wasserfest* water_resistant wasserabweisend* breathable atmungsaktiv* dimension* masse abmessung* measure* measurement* length
    länge width breite height höhe depth tiefe diameter durchmesser weigh* weight gewicht* wiegt wie_schwer heavy how_heavy schwer
    ingredient* inhaltsstoff* zutat* zutaten contains contain enthält enthalten beinhaltet compatible* kompatib* passt_zu
    works_with work_with fit_with funktioniert_mit fits passt sized_true runs_small runs_large true_to_size fällt_aus fällt_gross
    fällt_klein fällt_der fallen_die battery akku* akkulaufzeit* battery_life watt wattage volt voltage capacity kapazität*
    fassungsvermögen litre* liter* spec* specs spezifikation* technische_daten datenblatt size_chart size_guide grössentabelle*
    size_run how_big wie_gross how_tall wie_hoch wie_breit how_wide wie_lang_ist usb bluetooth wifi wlan charger charging
    ladekabel lining gefüttert futter insole sohle sole thickness dicke dick thick heel absatz fill füllung elastic stretch*
    dehnbar elastisch pockets taschen_hat hood_removable removable abnehmbar adjustable verstellbar max_load belastbar* tragkraft
    durable haltbar* scratch_proof scratchproof kratzfest shelf_life haltbarkeit best_before mhd ip67 uv lichtschutzfaktor spf rpm
    noise_level lautstärke opaque blickdicht see_through durchsichtig smell riech* duft scent* geruch* voc bpa weichmacher*
    schadstoff* ph_wert kalorien calories nährwert* koffein caffeine dosage dosier* anleitung manual instructions_for assemble*
    assembly aufbau* aufbauen itch itchy itches scratch scratches kratzt zerkratzt dye abfärben rub_off transparent roomy spacious
    passt_rein fit_in reinpassen passt_ein platz_für room_for swallow verschlucken choking included dabei mitgeliefert
    lieferumfang comes_with come_with in_the_box gas_hob induction induktion hob herd e14 e27 fassung socket bulb_type cabin_bag
    cabin_baggage hand_luggage handgepäck slim_cut boxy cut schnitt geschnitten schmal weit fitted flat_sheet spannbettlaken
    massiv solid plated vergoldet nussallergie nut_allergy fragrance duftstoff* parfümiert perfume_in rinse runtime laufzeit_akku
    how_long_does wie_lange_hält wie_lang_brennt brennt burn_time brenndauer made_of_plastic aus_plastik echt_leder genuine
    replacement_blades ersatzklinge* ersatzteil* spare_parts refill_for nachfüllpack slot milk_frother milchaufschäumer
    attachments aufsatz aufsätze grip griff handle_made watt_hat ghz ram resolution auflösung screen_size maximum_load traglast
    foldable klappbar faltbar stackable stapelbar non_slip rutschfest rutschig slippery scentless geruchlos montage montieren
    montiert inside hood`,
  care: `wash washed washable washing machine_wash tumble dryer dry_clean* dry_cleaned iron ironed ironing bleach shrink* shrinks
    waschen waschbar waschmaschin* waschanleitung* trockner* bügel* bügeln einlaufen läuft_ein geht_ein pflege* pflegen pflegt
    reinig* gereinigt clean cleaned cleaning dishwasher spülmaschin* geschirrspül* spülmaschinenfest* microwave* mikrowelle*
    oven_safe backofen ofenfest* fade fades verbleicht färbt abfärb* care_instructions descale entkalk* wax imprägnier* polish
    handwäsche hand_wash schleudern schonwaschgang fussel* pilling fuzz tumble_drier trocknergeeignet trocknerfest hand_wash_only
    detergent waschmittel stain_removal flecken_entfernen polieren ölen oil_it descaling lüften imprägnierspray`,
  suitable: `suitable geeignet* eignet eignen safe_for sicher_für okay_for good_for_use works_for allergen* allergie* allergic
    hypoallergenic sensitive_skin empfindliche_haut vegan* vegetarian vegetarisch organic gluten_free glutenfrei* nut_free
    laktosefrei* lactose_free halal kosher pregnant schwangerschaft ab_wann ab_welchem_alter cruelty_free dermatolog* gentle
    dog_friendly kid_safe nickel nickelfrei* latex kindersicher parfümfrei fragrance_free gots oeko_tex toddler_safe allowed_for
    erlaubt right_for richtig_für good_for_babies nut_allergy unbedenklich sensitive kids_under kinder_unter beginner
    anfänger_geeignet outdoor_use draussen_benutzen winter_use minus_grad minus bio altersempfehlung`,
  stock: `in_stock stock stocked restock* back_in_stock out_of_stock sold_out available* availability verfügbar* verfügbarkeit*
    vorrätig* lieferbar* ausverkauft* auf_lager lager lagernd nachschub wieder_da wieder_rein wieder_kommt wieder_erhältlich
    bestand nicht_mehr_da size_left left_in noch_da unavailable discontinued come_in still_have still_available erhältlich*
    vergriffen* pre_order vorbestell* wieder_reinkriegt wieder_lieferbar noch_in_grösse coming_back kommt_nochmal kommt_wieder
    nochmal_rein noch_was_da anything_left any_left left_of reserve reservieren zurücklegen hold_one_for lagerbestand
    nachproduziert reprint`,
  compare: `difference* different unterschied* unterscheid* better besser vs versus compared compare vergleich* vergleichen
    which_one_is welches_ist oder_doch pros_and_cons identical same_as dasselbe similar_to gleiche_wie`,
  size_word: `size sizes sizing grösse* groesse* fit_guide xs xl xxl xxxl small medium large schuhgrösse* size_up size_down eu38
    eu42 uk6 konfektionsgrösse* gr kids_size körpergrösse körbchengrösse waist inseam taille`,
  this_product: `that_one it's_made this_product this_item the_one dieser dieses diese diesem diesen das_teil das_produkt
    der_artikel dieses_produkt den_hier die_hier das_hier this these version modell model`,
  colour_word: `colour* color* farbe* farben farbton* shade* black white red blue green yellow pink purple grey gray brown beige
    navy schwarz* weiss* rot* rote* blau* grün* gelb* rosa lila grau* braun* orange turquoise türkis olive teal burgundy cream
    bordeaux khaki violet* dunkelblau* hellblau* anthrazit* creme* mint* weinrot* dunkelgrün* petrol* senfgelb*`,
  material_word: `cotton leather linen silk polyester cashmere merino wood bamboo steel stainless ceramic glass plastic suede
    denim fleece nylon viscose baumwoll* leder* leinen* seide* seiden* kaschmir* holz* bambus* edelstahl* keramik* plastik*
    kunststoff* wildleder* jeansstoff viskose* elastan* acryl* real_leather echtleder* gold_plated vergoldet* rubber gummi* kork
    cork oak eiche eichenholz memory_foam kaltschaum* daunen* synthetic kunstleder* titanium aluminium marmor* marble hemp hanf
    wolle wollene woll-* wool woolen woollen wollsocken wollpulli wollpullover wollschal wolldecke wollmütze daune down_filling`,

  // Looking for something
  recommend: `recommend* recomend* recommendation* reccomend* rec recs suggest* suggestion* suggestions advice advise ideas idea
    inspire* inspiration* empfehl* empfiehl* empfohl* vorschlag* vorschläge* vorschlagen schlag schlägst tipp tipps idee* ideen
    inspir* anregung* berat* beratung kaufberatung* help_me_choose help_me_find help_me_pick help_choosing choose choosing
    deciding entscheid* aussuchen auswahl* aussuch* auswählen rätst which_should what_should_i_buy what_should_i_get was_soll_ich
    best_seller* bestseller* popular beliebt* most_popular trending trend* top_rated favourites favorites must_have highlights
    angesagt ratet guidance steer which_would which_of which_one what_would_you what_do_you_think narrow_it eingrenzen grenz
    steer_me point_me help_a put_together zusammenstellen was_würdest was_nehmen was_nimmst nimmst_du würdest_du_nehmen
    most_suitable am_besten best_for beste_für bestes_für bester_für best_thing favourite lieblings* taugt taugen ideal optimal
    geeignetste surprise_me überrasch* where_do_i_start wo_fang_ich start_with pick decide raten_würdest`,
  looking: `looking looking_for searching search_for searching_for suche suchen gesucht in_search hunting on_the_hunt want_to_buy
    i_need need needed brauche brauch bräuchte benötige want wanna möchte_kaufen will_kaufen hätte_gern hätte_gerne
    interessiere_mich interested_in shopping_for in_the_market trying_to_find finde_ich finden show_me show zeig* zeigen got_any
    have_any do_you_have do_you_sell you_sell you_guys_have you_got habt_ihr haben_sie hast_du gibt_es gibts gibt_es_bei führt_ihr
    verkauft_ihr anything_for something_for something_like etwas_für was_für was_habt options optionen alternativ* alternative*
    similar ähnlich* vergleichbar* sowas* sth new_in neuheiten brauch_was what_do_you_have carry stock_any mag_was wünsche_mir
    möcht after_a im_after bräucht brauch_mal suchn sucht treat_myself gönnen mir_was_gönnen want_to_spend spend_about got_for
    was_habts was_gibts what've_you anything_nice something_nice was_schönes irgendwas_für irgendwas_nettes something_cute
    stock_up kaufen_will holen get_my get_him get_her ihm_holen ihr_holen möchte_was hätt_gern hätte_gern_was möglichkeiten
    possibilities more_colourful bunter pairs_with pairs_nicely harmoniert closest_thing am_nächsten such_nach such_was`,
  gift: `gift gifts present presents giftidea* geschenk* geschenkidee* mitbringsel* schenken verschenken birthday bday
    geburtstag* christmas xmas weihnacht* valentine* mothers_day muttertag* fathers_day vatertag* anniversary jahrestag* hochzeit*
    wedding graduation housewarming einzug einweihung* stocking_filler* secret_santa wichtel* adventskalender* easter ostern
    baby_shower jubiläum hen_party leaving_present abschied* retirement einschulung* nikolaus* konfirmation kommunion beschenken
    hard_to_shop_for wird_neun wird_acht obsessed into_gardening steht_auf fährt_ab hamper thank_you_present dankeschön_geschenk
    dankeschöns new_mum expecting newborn_gift firmung polterabend farewell hochzeitstag valentinstag mother's_day father's_day
    namenstag advent nikolo christkind turns_eight turns_nine turns_ten turning_30 taufe`,
  recipient: `dad father mum mom mother papa vater mama mutter husband wife boyfriend girlfriend partner freund freundin mann
    frau sister brother schwester bruder son daughter sohn tochter kid kids child children kinder baby toddler kleinkind grandma
    grandpa granny oma opa grandmother grandfather nan nana uncle aunt onkel tante boss chef coworker colleague kollege kollegin
    friend friends bestie nephew niece neffe teacher lehrer* teenager teen schwiegermutter schwiegervater mother_in_law
    father_in_law enkel* grandson cousin dog hund* cat katze* bloke gf bf hubby wifey eltern parents göttikind patenkind godchild
    mate schwager roommate mitbewohner* mami papi paps muddi gran stepdad neffen grosseltern grandparents stepmum stiefmutter
    ehefrau ehemann fiancé verlobte* verlobter niece's gardener biker coffee_lover kaffeeliebhaber* bookworm leseratte nerd gamer
    teenie göttibueb nichten nichte kind kindern kindes`,
  budget: `budget under below less_than max maximum maximal unter höchstens bis_zu up_to between zwischen cheap cheaper cheapest
    günstig* billig* preiswert* affordable inexpensive not_too_expensive nicht_zu_teuer expensive teuer* price_range preisklasse*
    preisbereich* around ungefähr circa ca around_about price prices cost costs preis* kostet kosten quid bucks euro euros eur
    pounds dollars franken chf ausgeben spend tenner fiver premium luxury hochwertig* für_wenig kohle_ausgeben weniger_als
    nicht_mehr_als no_more_than how_much wieviel wie_viel was_kostet`,
  occasion: `winter summer sommer frühling herbst autumn hiking wandern wander* camping travel reise* urlaub* holiday holidays
    beach strand office büro party gym sport training running laufen jogging yoga everyday alltag* outdoor* ski skiing skifahren
    rain regen* rainy kalt* warm warme* warmes warmen cosy cozy gemütlich* hot_weather heat hitze date_night festival* school
    schule uni university garden garten kitchen küche living_room wohnzimmer schlafzimmer bedroom bathroom bike fahrrad* commute
    pendeln interview bewerbungsgespräch homeoffice home_office balcony balkon* picnic picknick* dinner breakfast morning_routine
    sauna badesee schnee* wet oktoberfest mountains berge* hike cycling swimming badezimmer im_bad fürs_bad for_work to_work
    zur_arbeit spring_outfit trip cold`,
  style: `stylish elegant* casual lässig* modern* vintage minimalist* bequem* comfortable comfy robust* lightweight chic trendy
    coole* cooles schöne* schönes hübsch* classic klassisch* einzigartig* besonder* practical praktisch* süss* simple schlicht*
    fancy smart durable edel* bunt* colourful waterproof_something handmade handgemacht* nachhaltige_alternative goes_with go_with
    match_with passend_zu dazu_passend matching outfit* kombinier* combine_with bunter farbig patterned gemustert muster plain
    unifarben nice_throw roomy classy retro boho scandi skandinavisch statement schick schicke schicker schickes schickeres leicht
    leichte leichter weich weiche weicher kuschelig kuscheliges kuschelige schön schöne schöner schönste cool coole unique special
    nice pretty cute soft passend passende passendes passender`,
  product_noun: `shirt* t-shirt tshirt* tee tees hoodie* hoody pullover pulli* sweater* jumper* jacket* jacke* coat* mantel*
    mäntel trousers pants hose hosen jeans shorts skirt* rock kleid* dress dresses suit anzug* blazer* bluse* blouse* sock* socken
    shoe* schuh* *schuhe *schuh *schuhen sneaker* trainers boot* boots stiefel* *stiefel sandal* slipper* hausschuh* cap caps
    mütze* *mütze beanie* scarf scarves schal* *schal schals glove* handschuh* belt* gürtel* bag bags handbag* tasche* *tasche
    *taschen backpack* rucksack* rucksäcke *rucksack wallet* geldbeutel* portemonnaie* geldbörse* watches uhr uhren *uhr
    sunglasses brille* sonnenbrille* glasses rings ringe necklace* kette ketten halskette* earring* ohrring* bracelet* armband*
    jewelry jewellery schmuck* underwear unterwäsche* bra bras bh bikini* badeanzug* swimsuit* badehose* pyjama* pajama*
    schlafanzug* bademantel* bathrobe* robe leggings leggins tights strumpf* cardigan* strickjacke* vest weste* raincoat*
    regenjacke* *jacke umbrella* regenschirm* *schirm mug mugs cup cups tasse* *tasse *tassen becher* *becher bottle* flasche*
    *flasche trinkflasche* plate* teller* bowl* schüssel* schale* *schale pan pans pfanne* *pfanne pot topf töpfe kettle*
    wasserkocher* knife knives messer* *messer cutlery besteck* teapot* teekanne* *kanne coffee kaffee* espresso* tea *tee beans
    bohnen grinder* kaffeemühle* mühle french_press chocolate* schokolade* honey honig* sauce jam marmelade* wine wein* gin snack*
    müsli* granola olive_oil olivenöl* spice* gewürz* protein* vitamin* supplement* pulver powder lamp* lampe* *lampe *lampen
    leuchte* lights candle* kerze* *kerze *kerzen pillow* kissen* *kissen cushion* blanket* decke decken *decke duvet* bettdecke*
    bettwäsche* bedding sheets bettlaken* laken towel* handtuch* handtücher* *tuch curtain* vorhang* vorhänge rug rugs teppich*
    carpet chair* stuhl* stühle *stuhl sofa* couch table tables tisch* *tisch desk* schreibtisch* shelf shelves regal* *regal bett
    *bett mattress* matratze* wardrobe* schrank* *schrank mirror* spiegel* vase* *vase poster* frame* bilderrahmen* rahmen clock
    wanduhr* basket* korb körbe plant* pflanze* planter* blumentopf* soap seife* *seife shampoo* conditioner creme* *creme cremes
    lotion* serum* moisturi* feuchtigkeitscreme* sunscreen sonnencreme* perfume parfum* parfüm* deodorant deo lipstick
    lippenstift* mascara foundation make-up makeup zahnpasta zahnbürste* toothbrush* razor rasierer* haarbürste* brush* bürste*
    hairdryer* föhn fön maske* mask bath_bomb duschgel* lip_balm lippenpflege* nail_polish nagellack* handy* handyhülle*
    phone_case case hülle* *hülle headphone* kopfhörer* earbuds speaker* lautsprecher* laptop* laptophülle* keyboard* tastatur*
    mouse monitor* cable* kabel* *kabel adapter* powerbank* camera* kamera* tablet* printer drucker* tv fernseher* smartwatch*
    fitnesstracker* toaster* mixer* blender* staubsauger* vacuum* hoover kaffeemaschine* coffee_machine *maschine drill
    bohrmaschine* tool werkzeug* bulb glühbirne* grill* bbq toy toys spielzeug* lego puzzle* puzzles brettspiel* board_game* doll
    puppe* teddy plush kuscheltier* book books buch bücher *buch notebook* notizbuch* notizbücher pen pens stift* kugelschreiber*
    calendar kalender* stationery *kalender journal planner tent tents zelt* *zelt sleeping_bag schlafsack* *sack bike bikes
    helmet* helm* *helm skateboard* scooter* roller yoga_mat yogamatte* *matte matte dumbbell* hantel* ball bälle racket schläger*
    thermos* thermoskanne* thermobecher* isomatte* hundebett dog_bed leash leine* halsband* collar cat_food katzenfutter*
    hundefutter* dog_food futter* litter katzenstreu kratzbaum* harness stroller kinderwagen* diaper* nappies windel* bib
    lätzchen* apron* schürze* tote *beutel beutel lunchbox* brotdose* *dose suitcase* koffer* *koffer luggage keychain*
    schlüsselanhänger* sticker* magnet* postkarte* postcard* flip_flops hängematte* hammock throw umhängetasche* messenger_bag
    cutting_board* schneidebrett* schneidebretter chef's_knife kochmesser* thermo* stiefelette* ankle_boots jumper turnschuh*
    earbud* ohrhörer* in-ears boxen lautsprecher stereo shower_gel face_cream gesichtscreme* tagescreme nachtcreme moisturiser*
    feuchtigkeits* kettle wasserkessel* teekessel aeropress espressomaschine* milk kanister lunch_box brotbox pencil_case mäppchen
    federmäppchen ranzen schulranzen school_bag storage aufbewahrung* regale basket rasierer rasierklinge* razor_blades blades
    klingen duschvorhang badematte fussmatte doormat wok topfset auflaufform baking_tray backform jar jars glas gläser krug jug
    weinglas wine_glass tischdecke tablecloth serviette* napkins fahrradhelm wanderhose hiking_trousers softshell fleece* parka*
    anorak shell rain_shell poncho overall jumpsuit latzhose dungarees strampler babygrow bodys romper schnuller pacifier
    trinkbecher futternapf pet_bowl hundespielzeug katzenspielzeug cat_tree aquarium vogelfutter birdseed saatgut seeds samen
    compost giesskanne watering_can gartenschere secateurs rasenmäher mower hammer schraubenzieher screwdriver akkuschrauber
    led_strip lichterkette fairy_lights stehlampe floor_lamp tischlampe nachttisch bedside sideboard kommode drawers hocker stool
    bank_garten liegestuhl sonnenschirm parasol kühlbox cooler luftmatratze airbed gaskocher stove flashlight taschenlampe torch
    headlamp stirnlampe compass kompass fernglas binoculars drone drohne controller konsole console gitarre guitar ukulele piano
    malset paint farben_set pinsel brushes yarn wolle_zum strickgarn nähmaschine sewing_machine bügeleisen waage scales
    thermometer humidifier luftbefeuchter ventilator heizung heater diffusor diffuser räucherstäbchen incense essential_oil
    badesalz bath_salts massageöl hand_cream handcreme* bodylotion sunscreens eye_cream toner peeling scrub haaröl hair_oil
    haarspray gel wachs wax_melts tofu nüsse nuts trockenfrüchte dried_fruit pasta nudeln pesto oil essig vinegar soup suppe kekse
    cookies biscuits bonbons sweets gummibärchen chips saft juice beer bier rum whisky wodka vodka champagner prosecco capsule*
    kapseln pads filter filtertüten milch hafermilch proteinriegel bar_of riegel hats light ring top tops mat body-lotion
    gartenbank sitzbank blumenerde brettspiele spiel spiele game games handyhülle watch cream creme bed camera sun_hat woolly_hat
    a_hat`,
  product_generic: `product* produkt* item items artikel* thing things ding dinge teil teile sachen clothing kleidung klamotten*
    range sortiment* collection kollektion* accessor* zubehör* equipment ausrüstung* set sets bundle* anything something etwas
    irgendwas clothes`,

  // People
  human: `human* humans person people real_person actual_person live_person mensch* menschen real_human live_agent live_chat
    agent agents representative* rep operator someone somebody jemand jemanden wer_echtes echter_mensch echten_menschen
    mitarbeiter* kundenberater* sachbearbeiter* kundenservice* kundendienst* customer_service customer_support customer_care
    support support_team supportmitarbeiter* servicemitarbeiter* berater* staff team_member human_being kollegen
    colleague_of_yours echte_person persönlich personally richtiger_mensch richtigen_menschen advisor representive menschlich*
    jemand_echtes ansprechpartner* anyone employee employees angestellte* personal person_of_flesh fleisch_und_blut leute
    echte_leute actual_people real_people jemand_kompetent* kompetente* somebody_competent grown_up reps beraterin beratern
    mitarbeiterin kundenberaterin kundenbetreuer* betreuer anyone_with customer_relations team_mitglied kolleg* supporter
    live_beratung servicekraft jemanden_der somebody_who someone_who wer_von_euch wer_von_ihnen mönsch leibhaftig*`,
  talk: `talk* speak* speek chat_with connect* transfer* put_me_through pass_me hand_me escalate* call_me ring_me phone_me get_me
    sprech* sprich reden rede redn quatschen weiterleit* verbind* durchstell* übergeb* übergib rückruf* zurückruf* anruf* anrufen
    ruft_mich hotline telefon* telefonier* callback call_back a_call schwätze rede_mit schwatzen get_hold hand_over handover
    forward weiterreich* ring give_us_a_bell give_me_a_bell give_me_a_ring bell_me drop_me_a_line get_in_touch in_touch melden
    meldet sich_melden klingel* durchklingeln pass_me_on pass_this_on put_me hook_me abgeben weitergeben chatten schreiben_mit
    discuss besprechen bespreche labern plaudern vermitteln reach_out deal_with arbeiten_mit weigere refuse hol holen`,
  manager: `manager* supervisor* vorgesetzt* geschäftsführ* geschäftsleitung* abteilungsleiter* teamleiter* teamlead* team_lead
    ceo head_of boss_of chef_sprechen chef verantwortlich* in_charge someone_senior higher_up leitung filialleiter* zuständig*
    management director superior superiors higher_ups team_leader boss owner_of inhaber leiter leiterin chefin chefs
    geschäftsführerin vorstand director's responsible_person zuständige_person zuständigen verantwortliche who_is_responsible
    jemand_der_was_zu_sagen`,
  complaint: `complain* complaint* beschwer* beschwerde* reklamier* reklamation* unacceptable inakzeptabel* unverschämt*
    frechheit* disgrace* outrage* formal_complaint unmöglich ridiculous lächerlich* furious wütend* sauer stinksauer verärgert*
    fed_up genervt nase_voll schnauze_voll joke witz* worst schlecht* terrible horrible schrecklich* useless nutzlos* pathetic
    katastrophe* disaster scandal* zumutung sauerei schweinerei verarscht verarschen bodenlos* third_time zum_dritten_mal
    dritte_mal again_and_again saftladen abzocke appalling awful dissatisfied unzufrieden* grievance bone_to_pick
    hühnchen_zu_rupfen rude_behaviour benehmen unfreundlich* report_your melden_bei wont_stand_for ombudsman schlichtungsstelle
    verbraucherschutz consumer_protection not_good_enough taking_the_mick going_in_circles round_in_circles im_kreis going_nowhere
    führt_zu_nichts bringt_nichts nonsense quatsch talking_rubbish`,
  no_bot: `no_bot not_a_bot not_a_robot kein_bot keinen_bot nicht_mit_einem_bot stop_the_bot robot_again keine_maschine
    mit_der_maschine not_a_machine not_helping hilft_nicht hilfst_nicht you_dont_understand verstehst_nichts verstehst_mich
    du_verstehst nicht_mit_dir not_with_you nicht_mit_nem kei_bot no_more_bots ohne_bot statt_bot bot_nervt stupid_bot blöder_bot
    scheiss_bot dumb_bot to_a_computer mit_nem_computer mit_einem_computer no_computer computer machine_again automated
    automatisierte automatischen_nachrichten automated_messages canned textbausteine chatbot_nein no_ai keine_ki robot_answers`,

  // Talk
  greeting: `hi hello hey heya hiya howdy yo sup hallo hallöchen moin moinsen servus grüss* grüezi grüzi gruezi guten_tag
    guten_morgen guten_abend good_morning good_evening good_afternoon tag tach hola greetings salut hoi hallihallo salü morning
    mornin evening huhu morgen abend n'abend nabend grüß_gott tagchen oi oioi heyo hiii hallochen halli hallole grüssle morgähn
    moinchen servusla tagle good_day hei how_do alrighty ahoi hey_hey wassup whatsup guten_tach hellow herrschaften ello welcome`,
  thanks: `thanks thank_you thx tx ty thank cheers danke dankeschön dank merci vielen_dank besten_dank much_appreciated
    appreciate* tausend_dank thnx dankö tysm thankyou bedankt dankbar great_help perfekt super prima awesome brilliant klasse
    spitze spitzenmässig geil lovely wonderful wunderbar excellent ausgezeichnet nice_one legend sweet passt_so alles_klar got_it
    solved resolved gelöst erledigt worked hat_geklappt geholfen fab brill smashing splendid superb fantastic fantastisch
    grossartig much_obliged obliged verbunden nice_work good_stuff works_now geklappt hilft_mir sorted that_sorted lifesaver
    you_rock rockst fair_enough right_then na_gut gut_so in_ordnung freut_mich feine_sache juhu yay hurra supi knorke lieb_von
    nett_von very_kind kind_of_you ta top great cool toll perfect ok okay okey oki`,
  bye: `bye goodbye good_bye cya see_ya see_you ciao tschüss tschüß tschau tschö auf_wiedersehen wiedersehen bis_bald bis_dann
    bis_später take_care have_a_nice schönen_tag schönes_wochenende schönen_abend good_night gute_nacht baba pfiat* uf_wiederluege
    ttyl laters mach's_gut machs_gut that's_all thats_all das_wars das_war's peace_out catch_you ttfn toodles tata so_long cheerio
    ciaoi tschüssi tschüssikowski man_sieht_sich wir_sehen_uns hau_rein bis_die_tage bis_morgen ich_bin_raus done_then wärs_dann
    das_wärs that's_me_done gotta_go muss_los bis_demnächst feierabend see_you_later`,
  bot_talk: `are_you_a are_you_real are_you_human bist_du_ein bist_du_echt bist_du_eine sind_sie_ein bot bots robot roboter*
    chatbot* ai ki artificial_intelligence künstliche_intelligenz maschine chatgpt gpt who_are_you what_are_you wer_bist_du
    was_bist_du wer_sind_sie your_name dein_name ihr_name wie_heisst how_are_you how_r_u wie_gehts wie_geht_es wie_geht
    what_can_you_do was_kannst_du who_made_you wer_hat_dich hows_it_going whats_up how_do_you_do was_können_sie are_you_there
    jemand_da anyone_there bist_du_da who_am_i_talking mit_wem virtual_assistant how's_your alles_gut was_geht na_du programmiert
    programmed joke_tell tell_me_a_joke erzähl_mir_einen whos_typing who's_typing wer_tippt wer_schreibt flesh_and_blood call_you
    nennt_man_dich what_do_they_call was_hast_du_drauf able_to_do is_this_thing_on hört_mich anybody_home keiner_zuhause
    jemand_zuhause do_you_understand verstehst_du understand_german understand_english speak_german sprichst_du sprechen_sie
    assist_me behilflich is_this_the_chat chat_vom are_you_awake alles_fit all_right_there you_alright what's_your_name machine`,
  yes_no: `yes yeah yep yup sure no nope nah ja jo jep jepp klar nein nee nö genau exactly correct stimmt richtig never_mind egal
    schon_gut forget_it vergiss_es`,

  // Outside
  weather: `weather wetter* forecast* rain_tomorrow temperature sunny regnet regnen schneit snowing sturm celsius fahrenheit
    degrees sonnig* wettervorhersage hurricane gewitter umbrella_today cloudy bewölkt foggy nebel windy windig snow_tomorrow
    schnee_morgen heatwave hitzewelle humidity thunder thunderstorm tornado flood hochwasser wetterbericht frost a_storm
    temperature_outside weather_forecast unwetter wie_warm_wird how_cold how_hot_will`,
  politics: `politic* politik* president* präsident* election* wahlen government regierung* party_program minister*
    bundeskanzler* chancellor parliament parlament* bundestag trump biden merkel scholz ukraine democrat* republican* brexit
    prime_minister afd cdu spd migration religion* god gott abortion abtreibung vote wählen gaza israel putin capitalism
    kommunismus steuerpolitik partei* vote_for tory conservatives republikaner grünen fdp kanzler* mayor bürgermeister minister_of
    immigration asyl asylum nato eu_kommission sanction* demo demonstration protest strike streik gesetz law_about constitution
    grundgesetz monarchy king_charles queen papst pope church kirche islam christentum bible bibel koran atheist war_in der_krieg
    krieg_in kriege bundestagswahl linkspartei links_oder left_wing right_wing labour_party the_election merz friedrich_merz
    partei parteien king_of`,
  coding: `code_for python javascript java html css sql programming programmier* script* function funktion_schreib* debug*
    compile* react typescript algorithm* algorithmus* regex docker linux windows server_error api github excel formula formel
    stackoverflow loop recursion wordpress git kubernetes stack_trace php c++ rust coding programm_schreiben bash quellcode
    source_code for_loop schleife while_loop variable compiler null_pointer exception_in syntax array string_in json xml api_call
    backend frontend deploy server_setup raspberry arduino unity game_engine programmiersprache programming_language homepage
    build_me_a webseite_bauen website_bauen app_bauen vba makro powerpoint word_dokument vlookup sverweis pivot kotlin swift
    golang perl ruby chatgpt_api machine_learning neural_network blockchain`,
  medical: `doctor arzt ärzt* medicine medizin* headache kopfschmerz* fever fieber symptom* symptom pain schmerz* schmerzen
    disease krankheit* diagnos* pregnant_am rash ausschlag_juckt ibuprofen paracetamol aspirin antibiotic* antibiotika
    blood_pressure blutdruck* diabetes cancer krebs covid corona therapy therapie* depress* anxiety angst hospital krankenhaus*
    surgery operation vaccine* impf* dose_of tablets_can flu grippe husten cough throat halsschmerz* migraine migräne insulin knee
    knie back_hurts rücken_tut stomach bauch* bauchschmerzen tooth zahn* toothache zahnschmerz* dentist zahnarzt heart_attack
    herzinfarkt heart herz* pulse puls cholesterol cholesterin allergy_test pollen heuschnupfen hay_fever pregnant_test schwanger
    pill pille antibabypille contraception verhütung period periode fever_in therapist therapeut psychologist psychologe adhd adhs
    autism sleep_better schlaflos* insomnia einschlafen can't_sleep weight_loss abnehmen diet diät bmi vitamin_d_mangel blood
    blut* infection infektion wound wunde bandage_wound swollen geschwollen itching_skin juckreiz dizzy schwindel schwindelig
    nausea übelkeit kotzen vomit erbrechen diarrhea durchfall sick_note krankschreib* krankmeldung health_insurance krankenkasse
    ambulance notarzt überdosis overdose suicid* selbstmord hangover kater_nach clicks_when knackt`,
  maths: `calculate* berechne* rechne equation* gleichung* integral* derivative* ableitung* square_root wurzel math maths mathe*
    multiply multipliziert divided geteilt prime_number* primzahl* percent_of triangle dreieck* pythagoras löse x² algebra sum_of
    summe_von statistics decimal dezimal* dezimalzahl eighths achtel drittel_von square_metres_in cubic logarithm* cosine sinus
    cosinus tangens matrix vector vektor* probability wahrscheinlichkeit* average_of durchschnitt_von area_of fläche_von volume_of
    volumen umfang_von circumference radius pi convert umrechnen rechne_um kilometers_in ounces ounce unze miles_in pounds_in
    how_many_grams wie_viele_gramm seconds_in sekunden_hat quadrat* hoch_zwei squared cubed minuszahl rechenaufgabe rechnung_lösen
    solve_for`,
  knowledge_quiz: `hauptstadt* who_invented wer_hat_erfunden how_old wie_alt who_won wer_hat_gewonnen tallest highest_mountain
    höchste_berg world_war weltkrieg planet* universe universum moon mond distance entfernung population einwohner* history_of
    dinosaur* einstein goethe shakespeare napoleon translate* übersetz* poem gedicht* essay* aufsatz* story geschichte_schreib*
    write_me schreib_mir homework hausaufgabe* joke witz song lied lyrics recipe* rezept* cook_a koch kochen movie* film filme
    netflix series serie actor schauspieler* football fussball* fußball* bundesliga world_cup weltmeister* champions_league
    score_of match_yesterday horoscope horoskop* lottery lotto* meaning_of_life sinn_des_lebens news nachrichten stock_market
    aktie* aktien bitcoin* crypto* krypto* invest* mortgage kredit loan insurance versicherung* flight* flug flüge hotel*
    train_ticket bahn zug fahrplan restaurant* taxi visa_for philosophy philosophie chess schach pokemon minecraft fortnite
    celebrity promi* youtube spotify summarize summarise zusammenfass*_text explain erklär* gravity photosynthesis photosynthese
    chemistry chemie physics physik biology rezept_für bake backen who_was wer_war who_is wer_ist when_was wann_war what_year
    in_welchem_jahr how_many_people wie_viele_menschen how_tall_is_mount river fluss flüsse mountain berge_höchste ocean ozean
    volcano vulkan erde_ist mars sun_is sonne galaxy galaxie black_hole schwarzes_loch atom molecule molekül dna evolution
    gravity_is magnet* boiling_point siedepunkt siedet mercury quecksilber chemical element electricity elektrizität inventor
    erfinder* invented erfand discovered entdeckt revolution roman römer* romans greek ancient antike medieval mittelalter pharao*
    pyramid* kaiser kingdom königreich dynasty wall_berlin mauerfall titanic hitler stalin caesar cleopatra mozart beethoven
    picasso da_vinci van_gogh meaning_of bedeutung_von bedeutung_des bedeutet definition define synonym* antonym rhyme* reim*
    spelling rechtschreib* grammar grammatik vocabulary vokabel* language_of spanish italian french japanese spanisch italienisch
    französisch japanisch latein latin chinese chinesisch russisch animal tier* animals species tierart elephant elefant lion löwe
    tiger shark hai whale wal goldfish goldfisch hamster_name spider spinne snake schlange bird vogel horse_breed dinosaur
    how_fast_is wie_schnell_ist fastest schnellste* biggest_country grösste_land smallest richest reichste most_expensive_car
    inhaber_der_welt capital_of`,
  travel: `flight flights flug flüge fly_to fliegen airport flughafen airline lufthansa ryanair_flight train_to zug züge
    bahn_nach deutsche_bahn train_station bahnhof bus_to bus_from bus_nach fahrplan timetable hotel hotels hostel airbnb_in
    booking_com holiday_in urlaub_in vacation reiseziel sightseeing trip_to reise_nach tage_rom days_in city_trip städtereise
    visa_for visum passport reisepass personalausweis id_card cruise kreuzfahrt rental_car mietwagen directions route_to
    wegbeschreibung how_do_i_get_to wie_komme_ich_nach wie_komme_ich_zum map_of google_maps petrol_station tankstelle traffic stau
    maut toll_road taxi uber_to tourist* museum tickets_for amsterdam paris_trip tokyo prague prag rom oslo bali thailand kenya
    kenia sydney pharmacy apotheke nearest nächstgelegene the_nearest concert_in theater_in zoo`,
  entertainment: `movie movies film filme filmen cinema kino netflix disney_plus prime_video series_on serie serien episode
    staffel tv_tonight telly fernsehen fernsehprogramm im_fernsehen programme_tonight actor actress schauspieler* singer sänger*
    band_playing concert konzert* music musik song songs lied lieder playlist spotify lyrics album radio podcast streamer twitch
    youtube_video tiktok_trend celebrity promi* kardashian taylor_swift harry_potter star_wars marvel anime manga joke jokes witz
    witze riddle rätsel quiz trivia geschichte_über poem gedicht* sing singen gesang dance tanzen horoscope horoskop* zodiac
    sternzeichen tarot fortune dream_about traum träume roleplay rollenspiel chess schach poker sudoku videogame videospiel
    minecraft_server fortnite pokemon_go gta playstation_store xbox_live steam_key tell_me_a karten_legen`,
  sports: `football_match fussballspiel fußballspiel match spiel_gestern gestern_gespielt bundesliga premier_league
    champions_league world_cup weltmeister* europameister* wm em olympics olympia* tennis_match wimbledon formula_one formel_1
    f1_race nba nfl super_bowl arsenal chelsea liverpool_fc manchester_united bayern_münchen dortmund bvb schalke real_madrid
    barcelona messi ronaldo scored goal_by tore tor_geschossen torschütze score_of spielstand ergebnis_vom tabelle_bundesliga
    league_table referee schiedsrichter trainer_von coach_of marathon_time box_kampf boxing_match`,
  cooking: `recipe* rezept* cooking koche kochen gekocht boil boiled bake baking roast braten brät fry_an oven_temperature
    chicken hähnchen* beef rindfleisch pasta_sauce spaghetti lasagne lasagna pizza_dough pizzateig pancakes pfannkuchen eggs eier
    rice reis risotto soup_recipe salad_dressing cake_recipe kuchen_backen apple_pie apfelkuchen bread_recipe brot_backen
    ingredients_for_a dinner_tonight abendessen heute_kochen what_to_cook calories_in kalorien_hat restaurant* order_a_pizza
    pizza_bestellen lieferservice takeaway vegan_recipe grillen_wie barbecue_how backe_ich backen cook_tonight cook_a
    how_do_i_cook bake_a`,
  assistant: `set_a_timer timer alarm_for wecker weck_mich wake_me remind_me erinner* reminder calendar_entry termin_machen
    appointment schedule_a call_mum ruf_mama text_my play_some spiel_musik turn_off turn_up_the mach_das_licht licht_aus
    lights_off what_time_is_it wie_spät uhrzeit what_day welcher_tag what_date welches_datum clocks zeitumstellung uhr_umgestellt
    read_me lies_mir summarise summarize zusammenfassen_text fass_zusammen proofread korrekturlesen* korrigiere_meinen rewrite
    umformulieren write_me_a schreib_mir write_an_essay aufsatz essay* dissertation doktorarbeit bachelorarbeit masterarbeit
    thesis homework hausaufgabe* referat presentation_about translate* translation übersetz* cover_letter anschreiben proof
    search_the_web google_for book_a_table tisch_reservieren book_me buch_mir order_me`,
  finance: `bitcoin* ethereum crypto* krypto* stocks aktie* shares börse stock_exchange invest investing investieren etf fonds
    dividend* dividende interest_rate zinsen zins* mortgage hypothek* loan_from kredit kreditwürdig* schufa credit_score
    bank_account bankkonto girokonto sparkasse iban_von tax_return steuererklärung* pension_fund rente rentenversicherung
    insurance_for versicherung* inflation exchange_rate wechselkurs currency_convert euro_be_worth gdp bip economy wirtschaft lend
    leihen borrow schulden debt rent_increase miete mieterhöhung landlord vermieter* salary_of money_laundering rich_quick
    millionär millionaire savings ersparnis* erspartes gold_anlegen electricity_bill gas_bill stromtarif gasrechnung stromrechnung
    council_tax gym_membership fitnessstudio`,
  legal_life: `lawyer_for anwalt_für divorce scheidung scheiden court gericht_verklagen parking_fine strafzettel speeding
    bussgeld blitzer appeal einspruch fine_from visa_application driving_licence führerschein car_registration kfz auto_anmelden
    steuerbescheid will_and_testament testament erbe_von contract_template mietvertrag kündigung_schreiben arbeitsvertrag
    unemployment arbeitslosengeld bürgergeld asylantrag police polizei fire_brigade feuerwehr emergency notruf employer
    arbeitgeber cheat cheating betrügt betrügen exam klausur prüfung thesis_help fake_id falschen_ausweis drugs drogen bomb bombe
    weapon waffe gun steal stehlen pick_a_lock schloss_knacken kill_someone`,
  relationship: `girlfriend_left my_ex meine_ex mein_ex crush date_with dating marry_me heiraten_mich are_you_single
    bist_du_single love_you liebe_dich lieb_dich kiss küssen sex sexy nudes nacktbild* nackt* breakup trennung flirt lonely einsam
    bored langweilig entertain unterhalte_mich make_friends freunde_finden baby_name babyname name_my wie_nenne_ich
    what_should_i_name ask_her_out ansprechen_mädchen jealous eifersüchtig feel_down mies_drauf traurig_bin sad_today cheer_me`,
  household: `leaking_tap wasserhahn clogged verstopft toilet_blocked unclog ants ameisen mice mäuse wasps wespen red_wine_stain
    rotwein stain_from_carpet tomatoes_grow tomaten_züchten lawn_how rasen_mähen_wann boiler heizung_entlüften tie_a_tie
    krawatte_binden change_a_tyre reifen_wechseln car_wont auto_springt my_car mein_auto engine motor oil_change ölwechsel
    bohren_wand paint_a_wall wand_streichen move_house umzugsfirma firewood brennholz puppy_biting welpe_beisst dog_training
    hundeerziehung dog_is_throwing hund_kotzt vet tierarzt* school_holidays schulferien public_holiday_in feiertag_in
    my_washing_machine_at nachbar_laut orchid* orchideen water_plants gießen blumen_giessen savings`,
  techhelp: `wifi_slow wlan_langsam my_internet mein_internet router netflix_keeps puffert buffering laptop_screen
    bildschirm_schwarz black_screen windows_laptop windows_wont fährt_nicht_hoch boot booting reset_iphone iphone_zurücksetzen
    virus_on antivirus blue_screen excel_file whatsapp_hacked facebook_account instagram_account gmail outlook printer_offline
    sim_card handytarif android_update ios_update vpn hotspot samsung iphone_reset my_iphone mein_iphone my_phone mein_handy
    my_computer mein_computer pc laptop_wont vodafone telekom o2 my_tv fernseher_hat facebook whatsapp_block instagram_password
    computer`,
  jobs: `vacancy vacancies hiring career* karriere* stellenangebot* bewerb* bewerbung* praktikum* internship* salary gehalt* cv
    lebenslauf* resume_attached ausbildung* azubi* minijob* nebenjob* werkstudent* freelance* work_for_you work_at
    bei_euch_arbeiten job jobs stellenanzeige offene_stelle offene_stellen freie_stelle apply_for job_application application_form
    lehrstelle lehre azubis apprenticeship verkäuferin_gesucht hiring_drivers sucht_ihr_leute stellt_ihr_leute mindestlohn
    minimum_wage vorstellungsgespräch job_interview bewerbungsunterlagen bewerben beworben quereinsteiger cover_letter
    sales_assistant warehouse_job`,
  spam: `seo backlink* guest_post* guest_blog marketing_services rank_your_website first_page_of_google click_here earn_money
    make_money geld_verdienen casino* viagra loan_offer million prince inheritance erbschaft dear_sir collaboration influencer*
    kooperation* partnership sponsor* promote_your followers webdesign web_design outsourc* leads lead_generation cold_email
    website_traffic free_iphone winner gewonnen congratulations herzlichen_glückwunsch claim_your investment_opportunity onlyfans
    dating sexy nudes http https www ambassador markenbotschafter sponsored gesponsert raffle tombola exhibitor aussteller
    trade_show messe advertise werbung_für_meinen robux link_to_my verlink* conversion_rate konversionsrate adresslisten
    email_lists replica followers_for million_dollars business_proposal geschäftsangebot appointment_with_sales our_agency
    unsere_agentur we_offer wir_bieten dear_owner shopbetreiber supplier_of hersteller_von manufacturer_of app_development`,
  injection: `ignore ignoriere instructions anweisung* prompt* system_prompt systemprompt jailbreak* developer_mode
    entwicklermodus pretend act_as roleplay rollenspiel tu_so_als you_are_now du_bist_jetzt dan disregard vergiss_alle
    previous_instructions vorherigen reveal preisgeb* admin_mode admin administrator* root override bypass hack* hacken vorige
    all_customers alle_kunden database datenbank* other_customers anderer_kunden api_key api_keys credentials print_your
    repeat_the_words unrestricted ohne_einschränk* drop_table execute sudo decode rules regeln_mehr no_rules what_were_you_told
    told_before this_chat_before other_customers' anderen_kunden credit_card_number_of history_of_john maintenance_mode
    wartungsmodus approve_refund refund_approved genehmigt repeat_after sprich_mir`,
  customs: `customs zoll zollgebühr* zollabfertigung import import_duty import_duties einfuhr* duty duties brexit verzollung
    verzollt zollamt`,
  mine: `my mine mein meine meinen meinem meiner meines mei mini mim mis unser unsere unseren our`,
  you_shop: `you your u ur yours ihr euer eure euren eurem eurer euere euch sie ihre ihren ihnen ihrer ir öich y'all`,
  can_i: `can_i could_i may_i kann_ich könnte_ich darf_ich kann_man am_i_able is_it_possible ist_es_möglich möglich possible
    geht_das cha_me chan_ich`,
  please_do: `can_you could_you would_you kannst_du könnt_ihr könntet_ihr können_sie könnten_sie würden_sie please bitte pls plz
    kindly kannste`,
  how_to: `how_do how_can how_to how_does wie_kann wie_funktioniert wie_mache wie_geht_das wie_läuft wie_komme how_would`,
  send: `send sends sent sending schick schicke schicken schickt geschickt senden sendet gesendet mail_me zusenden zuschicken`,
  get: `get gets got getting receive bekommen bekomme bekam bekommt kriegen kriege krieg kriegt gekriegt erhalte obtain`,
  give: `give gives gave geben gebt gib gegeben`,
  money: `money mony monney geld cash euros_zurück betrag amount_of sum summe pound_back kohle dosh`,
  buy: `buy buying kaufen kaufe kauft purchase_a erwerben buys`,
  today: `today tomorrow tonight heute morgen_früh übermorgen morgen`,
  weekday: `monday tuesday wednesday thursday friday saturday montag dienstag mittwoch donnerstag freitag samstag wochenende
    weekend werktag* working_day* business_day*`,
  past: `yesterday gestern ago last_week last_month letzte_woche letzten_monat vorgestern seit since neulich recently vorige`,
  months: `january february march april june july august september october november december januar februar märz mai juni juli
    oktober dezember in_may of_may`,
  period: `days weeks months day week month years year tage tagen wochen woche monat monate monaten jahr jahre jahren`,
  problem: `problem problems issue issues trouble doesnt_work not_working isnt_working wont_load crashes crash crashing stürzt
    abgestürzt lädt_nicht funktioniert_nicht geht_nicht klappt_nicht error error_message fehlermeldung`,
  ask: `question questions frage fragen info infos information informationen auskunft wondering wissen know_if ask query enquiry`,
  next: `next nächste nächsten nächster nächstes upcoming kommende kommenden`,
  always: `normally usually normalerweise generell grundsätzlich immer always`,
  mine_self: `ich i me mir mich wir us`,
  friend_words: `friend friends freund freunde freundin kumpel mate cousin kollegin kollege`,
  customer: `customer customers kunde kunden kundin client clients käufer`,
  other_shop: `amazon ebay zalando ikea otto aliexpress shein temu etsy walmart target asos h&m zara aldi lidl mcdonalds
    starbucks apple_store best_buy mediamarkt saturn argos tesco deliveroo uber lieferando airbnb netflix_account nike_store
    competitor* konkurrenz* rewe edeka migros coop digitec galaxus costco kaufland`,
  rude: `fuck* fck shit* scheiss* scheiß* arsch* idiot* dumb stupid dumm* blöd* damn wtf verdammt crap sucks stfu halt_die
    trottel depp bullshit mist kack* wtaf hurensohn asshole`,
} as const satisfies Record<string, string>

export type Concept = keyof typeof CONCEPTS
