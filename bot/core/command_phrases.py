"""The sentences behind each command, as patterns (see phrases.py), the way people of Peru and Venezuela write them.

Only words and their order belong here: spelling is forgiven by the matcher. A deeper line continues the one above it.
`…` at the end of a pattern means that a reason may stand beside it. Keys of PATTERNS are the values of
`commands.Command`. Words whose bare form means something else to many people ("ayuda", "avisos", "para", "desafiliarme")
are no pattern by themselves.
"""

from typing import Final

GROUPS: Final = {
    # Around any command.
    "polite": """
        hola | alo | epa | epale | oe | oye | oiga | oigan | buenas | buenos dias | buen dia | buenas (tardes |
        noches) | muy buenas | saludos | que tal | como (estas | esta | estan) | por favor | porfavorcito | porfi |
        please | disculpe | disculpa | disculpen | disculpame | disculpeme | disculpenme | perdon | perdone |
        perdona | con permiso | [muchas | mil | muchisimas] gracias | no gracias | gracias por (todo | [la | su |
        tu] ayuda | [la | su] atencion | su tiempo) | [muy] amable | ok | okay | okey | okis | bueno | bien | pues |
        mira | mire | miren | senor | senora | senorita | senores | senito | sr | sra | srta | amigo | amiga |
        amigos | amigas | chamo | chama | chamos | pana | panas | mano | manito | causa | vale | hermano | hermana |
        hermanos | doctor | doctora | doc | jefe | joven | jovenes | estimado | estimada | estimados | puente | bot
        | ya | y | pucha | caramba | caray | oie | asu | vaya | si | claro | entonces | que (ladilla | fastidio |
        molestia | molestos | pesados | cansones | intensos | vaina) | muchachos | equipo | una (consulta | pregunta
        | preguntita) | ahora | ahorita | [ahora | ahorita | hoy] mismo | hoy | de inmediato | inmediatamente |
        cuanto antes | de una [vez] | [es] urgente | urgentemente | nomas | mas bien | a todos | (se los | se lo |
        te lo | les | te) agradezco | se agradece | (se los | se lo | lo) agradeceria | bendiciones | dios (los | te
        | le) bendiga | feliz (dia | tarde | noche) | (si es | si fuera) posible | [si] se puede | (les | le | te |
        se los) (pido | ruego) [que] | (les | le) agradeceria que | (hagan | haga | hagame | haganme | me hacen | me
        hace) el favor [de] | jaja | jajaja | ja | xd""",
    "want": """
        quiero | quisiera | deseo | necesito | queremos | me gustaria | pido | solicito | exijo | prefiero |
        desearia | quisieramos | deseamos | necesitamos | me urge | queria | vengo a | voy a | deseaba | requiero""",
    "can": """
        puedo | puede | puedes | pueden | podria | podrias | podrian | podemos | se puede | es posible | me (puede |
        puedes | pueden | podria | podrias | podrian) | sera que [me] (puedo | puedes | pueden) | hay (forma |
        manera | modo) de""",
    "how": """
        como [hago | hacer | hacemos | se hace | puedo hacer | le hago] [para] | como [me] (puedo | se puede) | que
        (hago | hacer | debo hacer | tengo que hacer) para | de que manera [puedo] | donde [puedo]""",
    "ask": "<want> | <can> | <how> | [<want>] (saber | ver) <how>",
    "yes": "[si | claro que [si]] (<want> | me interesa | me interesan | me encantaria) | [si] (<can> | <how>)",
    # What we send, and to whom.
    "alerts": """
        mensaje | mensajes | mensajito | mensajitos | mensajeria | aviso | avisos | alerta | alertas | alertitas |
        sms | notificacion | notificaciones | whatsapp | whatsapps | boletin | boletines | campana | campanas |
        publicidad | propaganda | propagandas | promociones | spam | recordatorio | recordatorios | novedades |
        comunicados | encuestas | textos | comunicaciones | suscripcion | suscripciones | messages""",
    "things": """
        <alerts> | informacion | informaciones | noticia | noticias | cosas | tanta cosa | vaina | vainas | cadenas
        | correos | audios | tonterias | nada | publicaciones | comunicacion | texto""",
    "these": """
        mas | ya | de | del | estos | estas | esos | esas | este | esta | esto | eso | ese | esa | sus | tus | su |
        tu | los | las | el | la | un | una | tantos | tantas | tanto | ningun | ninguna | otro | otra | otros |
        otras | con | nuevos | (este | ese) tipo de | ni un | ni uno | todos | todas | mis | mi | solo | automaticos
        | masivos""",
    "from_you": """
        de (ustedes | usted | este (numero | servicio | grupo | bot | canal) | esta (pagina | organizacion) | aqui |
        aca | su parte | parte de ustedes | la organizacion | puente) | a (este | mi | ese) (numero | celular |
        telefono | whatsapp | linea) | al (celular | telefono | whatsapp) | a mi | en (el | mi) (celular | telefono
        | whatsapp) | por (aqui | aca | este medio | este chat | whatsapp | sms | este numero | celular) | este
        (numero | celular) | nunca [mas] | mas nunca | jamas | mas | otra vez | nuevamente | todos los dias | todo
        el (dia | tiempo) | a cada rato | a toda hora | a diario | tan (seguido | tarde | temprano) | tanto | tantas
        veces | de noche | en la (noche | madrugada | manana) | (de | del | sobre | de la | de las | de los)
        <subject> [y <subject>]""",
    "rest": "<these> | <things> | <from_you>",
    "subject": """
        salud | educacion | proteccion | escuela | politica | ayuda | ayudas | vacunacion | vacunas | covid |
        coronavirus | dengue | [el] (colegio | refugio) | documentos | migraciones | charlas | talleres | campanas |
        higiene | lavado de manos | clases | matricula | becas | mi (distrito | zona) | emergencia | emergencias""",
    "of_this": """
        [de | del | a | al | en | con] [la | las | los | el | este | esta | estos | estas | ese | esa | esos | su |
        sus | tu | tus | todos los | todas las | todos sus] (servicio | servicios | lista | listas | <lists> | grupo
        | grupos | <alerts> | servicio de <alerts> | bot | chat | canal | base de datos | cadena | difusion |
        pagina) | de (aqui | aca | esto | ustedes | puente)""",
    "lists": "(lista | listado | grupo) de (difusion | contactos | <alerts> | envio | envios | ustedes)",
    "list": """
        (de | del) [la | las | su | sus | tu | tus | esta | estas | este | el | los | ese | esa | esos] (lista |
        listas | listado | <lists> | grupo | grupos | difusion | cadena | contactos | agenda | <alerts> | servicio
        de <alerts> | base | base de datos)""",
    # Stop.
    "stop_word": """
        baja | alto | stop | estop | pare | paren | parar | parenle | parele | parale | basta | stopall | stop all |
        unsubscribe | optout | opt out | desuscribir | desuscribirme | desuscribirse | desuscribeme | desuscribanme
        | desinscribir | desinscribirme""",
    "send": """
        manden | mandes | mande | envien | envies | envie | escriban | escribas | escriba | pasen | pases | reenvien
        | contacten | contactes | notifiquen | textees | texteen | hablen | hables | llamen | llames | avisen""",
    "bother": """
        molesten | molestes | moleste | molestar | fastidien | fastidies | fastidie | jodan | jodas | joda |
        frieguen | friegues | ladillen | ladilles | insistan | insistas | insista | busquen | llenen | llenes |
        bombardeen | atosiguen | acosen""",
    "send_me": "escribirme | mandarme | enviarme | molestarme | llamarme | contactarme | fastidiarme | escribirnos",
    "sending": """
        <send_me> | mandar | mandarnos | mandando | mandandome | enviar | enviarnos | enviando | enviandome |
        escribir | escribiendo | escribiendome | molestar | molestando | molestandome | fastidiar | fastidiando |
        joder | joderme | jodiendo | fregar | fregarme | fregando | ladillar | ladillarme | ladillando | llamar |
        llenar | llenarme | llenando | llenandome | contactar | spamear | spamearme | hacer spam | bombardear |
        bombardearme | insistir | insistirme | textear | textearme | notificarme | texting me | messaging me""",
    "leave_off": """
        dejen | deja | deje | dejar | dejas | paren | para | pare | parar | basta | cesen | eviten | terminen""",
    "switch_off": """
        detener | detengan | detenga | parar | paren | suspender | suspendan | suspende | cancelar | cancelen |
        cancela | cancele | desactivar | desactiven | desactiva | desactive | quitar | quiten | quita | quite |
        apagar | apaguen | apaga | silenciar | eliminar | eliminen | elimina | anular | anulen | anula | bloquear |
        cortar | corten | corta | terminar | retirar""",
    "take_me": """
        sacame | saqueme | saquenme | sacarme | quitame | quiteme | quitenme | quitarme | borrame | borreme |
        borrenme | borrarme | eliminame | elimineme | eliminenme | eliminarme | bajame | bajeme | bajenme | bajarme
        | retirame | retireme | retirenme | retirarme | botame | botenme | excluyanme | excluyeme | excluirme |
        salirme | salir | salgame | abandonar | me (sacan | saquen | saques | sacas | saca | quitan | quiten | quita
        | borran | borren | eliminen | eliminan | retiren | retiran | salgo | salga | salir | retiro | borro) | me
        [<can>] (sacar | quitar | borrar | eliminar | retirar) | (pueden | puedes) (sacar | quitar | borrar) |
        (saquen | saca | saque | sacar | quiten | quita | quite | quitar | borren | borra | borre | borrar |
        eliminen | elimina | eliminar | retiren | retirar) [a] mi (numero | telefono | celular | contacto | whatsapp
        | nombre)""",
    # Person.
    "speak": """
        hablar | conversar | chatear | comunicarme | contactar | contactarme | contacto | platicar | comunicar |
        comunicacion | charlar | hablo | converso | comunico | ponerme en contacto""",
    "agent": "persona | asesor | asesora | agente | humano | operador | operadora | ser humano",
    "who": """
        <agent> | personas | humana | (trabajador | trabajadora | asistente) social | encargado | encargada |
        funcionario | funcionaria | representante | promotor | promotora | orientador | orientadora | responsable |
        ejecutivo | ejecutiva | licenciada | supervisor | supervisora | voluntario | voluntaria | especialista""",
    "someone": """
        [a] [una | un | alguna | algun | la | el | otra | otro | los | las | unos] <who> <real>* | [a] (alguien | el
        equipo | el personal | ustedes) <real>*""",
    "real": """
        real | reales | de verdad | verdadera | de carne y hueso | humana | humano | viva | vivo | en vivo | en
        persona | de (ustedes | la oficina | la organizacion | atencion | puente | alla | ahi) | del (equipo |
        servicio | otro lado) | que me (ayude | atienda | entienda | explique | oriente | escuche | conteste |
        responda | pueda (ayudar | atender | orientar | explicar)) | que sepa | [y] no [con] [un | una | el | la |
        este] <machine> | en vez de [un | una] <machine> | aqui | por (aqui | telefono | este chat | este medio |
        llamada | whatsapp) | directamente | mejor | personalmente | porque no [te | le | les] entiendo [nada] |
        porque no me (entiendes | entiende | entienden) | (de | sobre) (mi (caso | problema | tramite | situacion) |
        esto | eso) | no entiendo [nada] | disponible""",
    "machine": "robot | robots | bot | maquina | maquinas | contestadora | grabacion | computadora",
    "call": "por (telefono | favor) | al celular | a (mi | este) numero | ustedes | mejor | hoy",
    "connect": """
        comunicame | comuniqueme | comuniquenme | comunique | comuniques | comuniquen | comunicas | comunica |
        pasame | paseme | pasenme | pasas | pasa | pasan | pasar | conectame | conecteme | conectar | conectas |
        transfiereme | transfierame | transferir | derivame | deriveme | derivar | ponme | pongame | contactame |
        contacteme | contactenme""",
    # Data.
    "delete": """
        borrar | borren | borres | borra | borre | borran | borro | eliminar | eliminen | elimines | elimina |
        elimine | eliminan | elimino | suprimir | supriman | suprima | quitar | quiten | olvidar | olviden | olvida
        | desaparecer | desaparezcan | limpiar | limpien | destruir | destruyan | (borrado | eliminacion | supresion
        | cancelacion) de""",
    "mine": """
        [todos] mis (datos | mensajes | conversaciones | chats) [personales] | [toda] mi (informacion | data |
        historial | conversacion | cuenta | numero | perfil | contacto) [personal] | [mi] numero de telefono | mi
        (telefono | celular) | [todos] los datos (mios | de mi) | [toda] la informacion (mia | de mi | que tienen
        [de mi]) | todo lo (mio | que <hold> | que escribi | que te dije) | todo | (esta | la | nuestra)
        conversacion | (este | el) chat | el historial | lo que (escribi | te escribi | <hold>)""",
    "kept_here": """
        de (su | tu | el | la) (sistema | base | base de datos | lista | memoria | registro | celular) | de mi | del
        (sistema | bot | chat | servidor) | de (aqui | aca | ahi | ustedes | puente) | de este (chat | bot | numero
        | servicio | whatsapp) | que (tienen | tienes | guardan | guardaron | guardas) | por completo |
        completamente | para siempre | definitivamente | tambien | personales | todos | todo | toda | ustedes | mios
        | guardados""",
    "hold": """
        tienen | tienes | tiene | guardan | guardas | guarda | guardaron | saben | sabes | sabe | almacenan |
        almacenas | conservan | han guardado | estan guardando | manejan | recopilan | recogen | registran | hay""",
    "look": """
        ver | saber | conocer | consultar | revisar | mirar | descargar | leer | acceder a | tener | recibir |
        obtener | pedir | chequear | checar | verificar | veo | consulto | reviso | muestrame | muestreme | mostrar
        | ensename | dame | deme | denme | mandame | mandenme | enviame | envienme | pasame""",
    "about_me": "(de | sobre | acerca de) (mi | mi persona) | mios | mia | mio",
    "here": """
        aqui | aca | ustedes | usted | en (el | su | este | tu) (sistema | chat | bot | numero | servicio | base de
        datos) | este (chat | bot | numero) | el bot | guardados | guardado | guardada | registrados | personales |
        puente""",
    "bot": """
        [con | en] (este | el | tu | su) (bot | chat | numero | servicio | asistente | whatsapp | robot | chatbot) |
        esto | puente | aqui""",
    # Start.
    "about": """
        (de | del | sobre | de la | de las | de los | para | y | y de) [mi | las | los] <subject> | por (aqui |
        whatsapp | este medio | sms | mensaje | este numero | celular) | otra vez | de nuevo | nuevamente | tambien
        | de ustedes | a (mi | este) (numero | celular | whatsapp | telefono) | a mi | al (celular | whatsapp) |
        siempre | gratis""",
    "news": "<alerts> | noticia | noticias",
    "join": """
        inscribirme | inscribir | apuntarme | apuntame | apuntenme | anotame | anotenme | anotarme | registrarme |
        inscribanme | inscribeme | afiliarme | unirme | agregame | agreguenme | ponme""",
    # Languages.
    "speak_in": """
        <ask> | en | in | em | an | hablar | hablo | hablas | habla | hablame | hableme | hables | hablen |
        escribeme | escribir | respondeme | responde | respondas | contestame | cambiar | cambia | cambiame | cambie
        | cambio | pasar | pon | poner | ponlo | el | al | a | de | idioma | lengua | que | me | mejor | solo | usar
        | usa | chat | menu | (do | can) you speak | i (speak | want) | speak | to | change | switch | language |
        only | voce fala | fala | falar | falo | eu falo | quero | parlez vous | je parle | parle | parler | eske ou
        pale | mwen pale | pale | tienen | tienes | hay | entiendo | entender""",
}

PATTERNS: Final = {
    "stop": """
        <stop_word> <stop_word>*
        (escribo | pongo | digo | respondo | envio | mando | responder | palabra | opcion) <stop_word>
        [ya] no mas | nomas <alerts> | para (ya | por favor) | (ya | por favor) para | ya no mas nada | ya basta | stop
          it
        (<stop_word> | no mas | suficiente | suficientes | cero | nada | ni un | fuera | no more) [de | con | a]
          <these>* <alerts> <from_you>* …
        stop (texting | messaging) [me] | leave me alone
        [de | la | mi | una] baja (definitiva | total | inmediata | voluntaria | <of_this>)*
        (<want> | <can>) (la | mi | una | de) baja <of_this>* …
        [<ask>] [que] [me] (dar | darme | darnos | darse | den | des | doy | dan | das) [la] [de] baja <of_this>* …
        (dame | deme | denme | dennos | dale | denle) [me | la] [de] baja [a mi] <of_this>* [mi numero | este numero] …
        de baja [por favor] (denme | deme | dame)
        me ([<want> | <can>] dar | doy | dan | das | da | den) [la] [de] baja <of_this>* …
        [<ask>] (dar | den | doy | pongan | poner) [de] baja [a | al] [el | la | mi | este | los | las | estos | estas]
          (numero | suscripcion | <alerts> | servicio de <alerts> | celular) [de aqui] …
        [<ask>] [que] <take_me> <list> <from_you>* …
        [ya] no <want> (estar | seguir | aparecer | continuar | pertenecer | permanecer | ser parte) [mas] (en | de | a
          | del) [la | su | esta | este | el | tu | sus] (lista | listas | grupo | <lists> | cadena | servicio de
          <alerts>) …
        [ya] no <want> (estar | seguir) [mas] (suscrito | suscrita | inscrito | inscrita) <of_this>* …
        [ya] no <want> ser (contactado | contactada | molestado | molestada) <from_you>* …
        [ya] no [lo | los | las] [me] <want> [ya | mas] (recibir | seguir (recibiendo | recibir) | recibiendo | volver a
          recibir | que [me] (lleguen | llegue | sigan llegando)) <these>* <things> <rest>* …
        [ya] no <want> [ya | mas] que [me | nos] (<send> | <bother> | (sigan | vuelvan a | esten) <sending>) <rest>* …
        (<want> | <how>) que [ya] no [me | nos] (<send> | <bother> | lleguen | sigan <sending>) <rest>* …
        [ya] no <want> [nada de] <these>* <alerts> <rest>* …
        [ya] no <want> [saber] (nada | mas nada | mas) de (ustedes | este (numero | servicio | grupo)) …
        [ya] no me (interesa | interesan) [recibir | seguir recibiendo] <these>* <alerts> <rest>* …
        [ya] no (acepto | autorizo | permito | consiento | doy [mi] (permiso | consentimiento | autorizacion)) [a | para
          | el envio de] [recibir] (que me <send> <rest>* | <these>* <alerts> <from_you>*) …
        [<want>] (retiro | revoco | retirar | revocar | quito) mi (consentimiento | permiso | autorizacion) [para
          [recibir | enviarme] <these>* <alerts>] …
        [ya] no [me | nos] <send> [ni [me] (<send> | <bother>)] <rest>* …
        [ya] no (me | nos) <bother> [ni [me] <send>] <rest>* …
        [ya] no (jodan | molesten | molestes | molestar | frieguen | fastidien | insistan | insistas) [tanto | mas | a
          mi] …
        [ya] no [me | nos] (sigan | sigas | siga | vuelvan a | vuelvas a | vuelva a | anden | esten | estes) <sending>
          <rest>* …
        [ya] no (<send_me> <rest>* | (enviar | mandar | escribir | contactar) <rest> <rest>*) …
        <can> no <sending> <rest>* …
        [<ask>] [que] [ya] [me] <leave_off> (de | con) [estar | seguir | tanto] [<sending> [y <sending>]] <these>*
          <things> <rest>* …
        [<ask>] [que] [ya] [me] <leave_off> (de | con) [ya] [estar | seguir] <sending> <rest>* …
        [ya] (dejen | paren) (el | la | con (el | la) | tanta | tanto | ese | esa) (fastidio | ladilla | fregadera |
          jodedera | spam | vaina | acoso) …
        [ya] (dejenme | dejame | dejeme) (en paz | tranquilo | tranquila | quieto | quieta | de <sending> <rest>*)
        ya (esta | estuvo) bueno (de | con) <these>* <alerts> | estoy (harto | harta | cansado | cansada) de <these>*
          <alerts>
        [<ask>] [que] [me | se] <switch_off> [ya] [el envio de | el servicio de] <these>* <alerts> <from_you>* …
        <how> (no | ya no | dejar de | parar de | evitar | paro de | dejo de) [seguir] [recibir | recibiendo | que me
          (<send> | lleguen)] <these>* <things> <rest>* …
        <how> (paro | detengo | quito | desactivo | apago | cancelo | evito | bloqueo) <these>* <alerts> <from_you>* …
        (<want> | <can>) (dejar de | parar de | no | ya no) [seguir] (recibir | recibiendo) <these>* <things> <rest>* …
        <how> (me (salgo | salir | saco | quito | borro | retiro) | salgo) <list> | <how> me (desuscribo | desinscribo)
        [me] [<ask>] (desuscribirme | desuscribir | desinscribirme | desafiliarme) <of_this>* …
        numero equivocado | [se] equivocaron de numero
        """,
    "start": """
        alta | start | unstop | subscribe | <want> (el | la | mi) alta
        [<ask>] (darme | dar | dame | deme | denme) de alta [<of_this> | otra vez | de nuevo]*
        como me suscribo
        [me] [<ask>] [volver a] (suscribirme | suscribir | suscribete | suscribeme | suscribanme) [otra vez | de nuevo |
          <of_this> | a puente | <about>]*
        [<ask>] [volver a] <join> (a | en | para | al | con) <these>* (<news> | <lists> | servicio de <news>) <about>*
        <yes> [volver a | seguir] (recibir | recibiendo | que me lleguen | tener) <these>* <news> <about>*
        (<want> | me interesan) <news> <about>* | <yes> volver a (recibirlos | recibirlas | la lista) | recibir <these>*
          <news> <about>*
        <yes> que [si] [me | nos] [vuelvan a | sigan] (manden | mandes | envien | envies | mandar | enviar | mandando |
          enviando | lleguen | pasen) <these>* <news> <about>*
        <yes> que [si] me (avisen | notifiquen) <about>*
        (mandenme | mandame | mandeme | envienme | enviame | envieme | pasenme | me (mandan | envian) | si (manden |
          envien)) <these>* <news> <about>*
        [<ask>] (activar | activa | activen | activame | activenme | reactivar | reactiva | reactiven | habilitar |
          habiliten) <these>* <news> <about>*
        alertas
        (acepto | autorizo | doy [mi] (permiso | consentimiento)) [a | para | el envio de] [que me (manden | envien)]
          [recibir] <these>* <news> <about>*
        """,
    "help": """
        help | ayuda (comandos | menu | con (el | este) (bot | chat) | del bot | para usar (esto | <bot>))
        [ver | lista de | cuales son] [los | las] (comandos | instrucciones) | (menu | pagina) de ayuda | instrucciones
          de uso
        (manual | guia) de uso | que comandos (hay | tienes | tienen)
        [<want> [saber] | explicame] como (se (usa | utiliza | maneja) | funciona | funcionas | trabajas | (lo | te) uso
          | uso | usar | usarte | utilizo) [<bot>]
        no (se | entiendo | comprendo) [bien] como (usar | se usa | funciona | funcionas | manejar | utilizar) [<bot>]
        no (se | entiendo) [bien] usar <bot>
        (que | cuales) (palabras | comandos | cosas) (puedo (usar | escribir | poner | decir) | existen | entiendes |
          debo escribir) [aqui | <bot>]
        que (puedo | se puede | podemos) (hacer (aqui | por aqui | <bot>) | (escribir | preguntar | preguntarte |
          consultar | pedirte) [aqui | por aqui | <bot>])
        (que | con que | en que) (sabes hacer | puedes hacer | haces | me puedes ayudar | puedes ayudarme | me ayudas |
          me pueden ayudar) [tu | aqui]
        para que (sirve | es) <bot> | para que (sirves | eres) | que hace (este | el) (bot | chat | numero)
        """,
    "menu": """
        [el] menu [principal | inicial | de (inicio | temas | opciones)] | main menu | inicio | [lista de | los | las]
          (temas | opciones)
        [<ask>] (ver | mostrar | muestrame | muestreme | muestra | mostrarme | dame | deme | mandame | pasame | enviame
          | ensename | abrir | abre | ir al | ir a | vamos al | volver al | volver a | vuelvo al | vuelve al | volvemos
          al | regresar al | regresar a | regresa al | regreso al) [el | los | las | la] (menu [principal] | temas |
          opciones | inicio | principio | lista de temas | comienzo | (mas | otros | todos los) temas)
        <want> [el | los | las] (menu | temas | opciones) | volver [atras] | regresar | [para | ir] atras | empezar
        volver a empezar | (empezar | comenzar) de (nuevo | cero) | comenzar | reiniciar | desde el (principio | inicio)
        que [otros | otras | mas] (temas | opciones) [mas] (hay | tienes | tienen | manejas | manejan | ofreces |
          conoces)
        cuales son [los | las] (temas | opciones) | sobre que [temas] puedo preguntar | mas (temas | opciones)
        [<want> | tengo] [preguntar | consultar | saber | hacer | ver] [de | sobre] (otra (cosa | pregunta | consulta |
          duda) | otro tema | otras (cosas | preguntas | opciones) | otros temas)
        """,
    "language": """
        idioma | idiomas | language | languages | lengua | lenguas | lenguaje | langue | lingua | idiomas disponibles
        [<ask>] (cambiar | cambia | cambiame | cambio | elegir | escoger | seleccionar | configurar | poner | mudar |
          change | cambien | cambie) [de | el | la | the | los | al | a] [otro] (idioma | idiomas | lengua | lenguaje |
          language)
        (change | switch | other | another | choose) (language | languages)
        [<ask>] [hablar | leer | escribir | hablas | hablan | cambiar | tienen | tienes | hay] [en | a | de] (otro
          (idioma | lenguaje) | otra lengua | mi (idioma | lengua) | otros idiomas)
        (que | cuales | en que | cuantos) (idiomas | lenguas | idioma) [hay | hablas | hablan | tienes | tienen |
          manejas | puedo (usar | escribir | hablar) | son | entiendes | entienden | estan disponibles]
        [yo] no (hablo | entiendo | leo | comprendo | se hablar | se leer) [bien | mucho | muy bien] [el | en] (espanol
          | castellano) [bien]
        no spanish | i (dont | do not) (speak | understand) spanish
        """,
    "person": """
        [<ask>] [poder] [me] <speak> [por telefono | en persona | directamente] [con | a] <someone>
        (hay | existe) [alguna] (forma | manera) de <speak> con <someone>
        [<want>] [con] [una | un | otra | el | la | a] <agent> <real>* | <want> [una | un] <who> <real>*
        [<ask>] [que] [me] <connect> (con | a) <someone>
        [<want>] que [me] (atienda | hable | llame | escriba | conteste | responda | ayude) <someone>
        <can> (atender | atenderme | llamar | llamarme | contestarme | responderme | hablarme) <someone>
        <someone> [me] [puede | pueden | podria] (atender | atenderme | llamarme | llamar | hablar conmigo) <real>*
        (<want> | <can>) que [me] (llamen | llame) <call>* | me (pueden | puede | podrian | podria) llamar <call>*
        (llamenme | llamame | llameme | pueden llamarme | que me llamen) <call>* | <want> que me atiendan
        (hay | esta | habra | existe) [ahi] (alguien | [algun | alguna | un | una] <who>) <real>* [ahi | alli] [con
          (quien | el que) [pueda] <speak> | que [me] (atienda | pueda atender | pueda atenderme | conteste | responda |
          hable)]
        [ya] no (quiero | deseo | me gusta) [seguir] (hablar | hablando | chatear | conversar) con [un | una | el | la |
          este | esta] <machine> [<want> [<speak> con] <someone>]
        [<want>] (atencion (humana | personal | personalizada | de una persona | por telefono | telefonica) | ayuda
          (humana | de una persona) | [un] contacto humano)
        """,
    "my_data": """
        [todos] mis datos [personales | guardados]* <here>* | mi (data | informacion (personal | guardada)) | [los]
          datos mios
        [<ask>] <look> [todos | cuales son | [una] copia de | acceso a] (mis datos | mi (informacion | data | historial)
          | los datos (mios | de mi) | lo que <hold> (de | sobre) mi) <here>*
        [<ask>] ([una] copia de | acceso a) mis datos <here>* | derecho de acceso | derechos arco
        [<ask>] [<look> | decirme] (que | cuales | cual | cuanta | cuantos) [son] [los] (datos | informacion | data |
          cosas) [personales | mios | mia]* [es la que | que] [ustedes] <hold> [guardado | guardados | guardada]*
          <here>* <about_me> <here>*
        [<ask>] [<look> | decirme] (que | cuales) datos (mios [personales] | personales) [ustedes] <hold> <here>*
        [<ask>] [<look>] (que | cuales) datos (guardan | guardas | recopilan | recogen | almacenan) <here>* | cuales son
          mis datos
        [<ask>] [<look> | decirme] [todo] (que | lo que) [ustedes] <hold> <here>* (de | sobre | acerca de) mi <here>*
        (tienen | guardan | tienes | guardas | tiene) [ustedes] (mis datos | datos mios | mi informacion | informacion
          mia | algo (de | sobre) mi) <here>*
        """,
    "erase": """
        [<ask>] [que] [me | se | la] <delete> [ya] <mine> <kept_here>* …
        [<ask>] [que] [me] <delete> (datos | data) <kept_here>*
        [<ask>] [que] (borrame | borreme | borrenme | eliminame | elimineme | eliminenme) <kept_here>* | <ask> (borrarme
          | eliminarme) <kept_here>*
        [<want> que] me (borran | borren | borras | eliminan | eliminen | eliminas) <kept_here>*
        no (guarden | guardes | conserven) (nada de mi | <mine>) | [<want>] ejercer mi derecho (al olvido | de
          (supresion | cancelacion))
        """,
    "privacy": """
        [[<want>] (ver | leer)] [el] aviso [de privacidad | legal | completo] | [la] privacidad | privacy [policy]
        [[<want>] (ver | leer)] [la | su | las | sus] (politica | politicas) de privacidad | [ver | los] terminos [y
          condiciones]
        (tratamiento | proteccion) de [mis] datos [personales]
        (que (hacen | haces | hace) con | para que (usan | quieren | guardan | piden) | como (usan | cuidan | protegen |
          guardan)) (mis | los) (datos | mensajes) [personales | ustedes]
        (quien | quienes) [mas] (ve | ven | lee | leen | (puede | pueden) (ver | leer) | tiene | tienen) [todo] (lo que
          escribo | mis (datos | mensajes) | este chat | esta conversacion)
        [con quien] [van a] (comparten | compartir | venden | vender) mis (datos | mensajes) [con (el gobierno | el
          estado | migraciones | la policia | alguien)]
        [esto | este chat] es (seguro | confidencial | privado | anonimo) (<bot> | escribir [por] aqui | hablar por
          aqui)
        [esto | este chat] es (confidencial | anonimo) | (esto | este chat) es (seguro | privado)
        """,
    "leave": """
        salir | salgo | me salgo | salirme | [me] <want> (salir | salirme) | finalizar | terminar
        [<ask>] (salir | salirme | salgo | dejar | deja | dejemos | cambiar de | cambiar | cambiemos de | cambiemos |
          olvidar) [del | de] [este | el | ese] tema
        [<ask>] (salir | salirme | salgo | dejar | cerrar | cierra | terminar | termina | terminemos | finalizar |
          finaliza | acabar) [del | de] [este | esta | el | la] (conversacion | chat)
        [ya] no <want> (hablar | seguir hablando) [mas] (de | sobre) (esto | eso | este tema | ese tema)
        [<want>] (hablemos | hablar | pasemos) (de | a) (otra cosa | otro tema)
        """,
    "cancel": """
        cancelar | cancela | cancele | cancelen | cancelo | cancelado | cancel | cancelalo | cancelarlo | anular | anula
          | anulalo | anule | <want> (cancelar | anular)
        [<ask>] (cancelar | cancela | cancele | cancelen | cancelo | anular | anula | anule) (esto | eso | todo | la
          operacion | lo anterior | [el | este] (formulario | proceso) | [las | estas] preguntas | [la | esta] (pregunta
          | encuesta))
        olvidalo | olvidelo | olvidenlo | olvida eso | (dejalo | dejelo | dejemoslo) [asi | ahi] | deja asi
        mejor (no | ya no | cancela | olvidalo | dejalo [asi] | lo (dejamos | dejo) [ahi | asi])
        [ya] no <want> (seguir | continuar) (con (esto | el formulario | las preguntas | la encuesta) | respondiendo |
          contestando)
        [ya] no <want> (responder | contestar | llenar) [mas] [estas | esas | el | este | la | las | esta | tus]
          [preguntas | formulario | pregunta | encuesta]
        (salir | salirme) del formulario
        """,
    "more": """
        mas mas* | [a] ver mas | leer mas | <want> mas | [<want>] (ver | leer | saber | conocer) (mas | el resto | lo
          (que sigue | demas))
        [<want>] (seguir | sigue | siga | sigan) leyendo | seguir | sigue | siga | sigan | sigamos | prosigue | prosiga
          | continuar | continua | continue | continuemos | [la] siguiente [parte | pagina | mensaje]
        [<want>] mas (informacion | texto | detalles | detalle | datos)
        (dime | digame | cuentame | cuenteme | explicame | mandame | muestrame | enviame | dame | deme | pasame |
          escribeme | manda | envia | muestra | pon | manden) (mas [informacion | detalles | texto] | el resto | lo
          (demas | que falta | que sigue) | la (otra | siguiente) parte | la parte que falta)
        [y] (que mas | lo demas | el resto | lo que falta | lo que sigue) [dice | sigue | falta]
        """,
    "up": """
        👍 👍* | pulgar arriba | [me] [fue | es | ha sido] ([muy | bastante] util | utilisimo | de (mucha | gran) ayuda)
        (me (sirvio | sirve | ayudo | ayudaste | ha (servido | ayudado) | sirvieron) | nos (sirvio | ayudo) | sirvio)
          [mucho | bastante | muchisimo | bien | un monton | demasiado | tu respuesta | la (informacion | respuesta)]*
          👍*
        eso era | era eso | [eso] (es | era) lo que (queria | quise | necesitaba | buscaba) [saber] | me quedo claro |
          todo claro
        [muy | que] (buena | excelente | clara) (respuesta | informacion)
        """,
    "down": """
        [no] 👎 👎* [no] | pulgar abajo
        [esto | eso | tu respuesta] no [me | nos] (sirvio | sirve | ayudo | ayudaste | ayuda | ha (servido | ayudado) |
          sirvieron) [de nada | para nada | [en] nada | mucho | (esa | la | tu) respuesta | lo que dices | esa
          informacion]* 👎*
        no (era | es) eso | eso no (era | es)
        [eso] no (es | era) [eso] lo que (pregunte | te pregunte | queria | quise | buscaba | necesito | necesitaba |
          busco) [saber]
        no (respondiste | respondes | respondio | contestaste | contestas | contesto | has respondido) [a] [mi pregunta
          | lo que [te] pregunte | nada | bien]
        no (es | fue | era | me fue) (util | de ayuda) | inutil | (mala | pesima) respuesta | respuesta equivocada
        no (entiendes | entendiste | me (entendiste | has entendido)) [mi pregunta | nada | bien | lo que [te] pregunte]
        [eso | esto] no tiene nada que ver | nada que ver
        """,
}

LANGUAGES: Final = {
    "es": "espanol | castellano | spanish | espanhol | espagnol | panyol",
    "en": "ingles | english | anglais",
    "pt": "portugues | portuguese | portugais | brasileno | brasilero",
    "fr": "frances | francais | french",
    "ht": "kreyol | creole | creol | haitiano | [kreyol] ayisyen | (criollo | creole) haitiano | haitian creole",
}
"""The names of a language, in itself and in the others."""
