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
        | ya | y | pucha | caramba | caray | oie | asu | vaya | si | claro | entonces | esto es spam | que (ladilla | fastidio |
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
    "glue": """
        <these> | <things> | <from_you> | <want> | me | nos | que | lo | le | les | se | al | en | a | usted | ustedes
| numero | celular | telefono | contacto | servicio | hora | siempre | tarde | noche | favor | por favor | gracias""",
    "rest": """
        <glue> | <send> | <bother> | <sending> | ni | y | nunca | jamas""",
    "subject": """
        salud | educacion | proteccion | escuela | politica | ayuda | ayudas | vacunacion | vacunas | covid | coronavirus | dengue | [el] colegio | charlas | talleres | campanas | higiene | lavado de manos | clases | matricula | becas | mi (distrito | zona) | emergencia | emergencias""",
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
    "never": """
        no | ya no | nunca | jamas | nunca mas""",
    "give": """
        me | se | nos | dar | darme | darnos | darse | den | des | doy | dan | das | da | dame | deme | denme | dennos | dale | denle | de | <can> | tramitar | tramiten | procedan con | procesen | gestionar | gestionen | poner | pongan | ponganme | dese""",
    "send": """
        manden | mandes | envien | envies | escriban | escribas | pasen | pases | reenvien | contacten | contactes
| notifiquen | notifiques | textees | texteen | hablen | hables | llamen | llames | avisen | busquen | <send_me>""",
    "bother": """
        molesten | molestes | fastidien | fastidies | jodan | jodas | frieguen | friegues | ladillen | ladilles | insistan
| insistas | llenen | llenes | bombardeen | atosiguen | acosen | spameen""",
    "one_sends": """
        mande | envie | escriba | moleste | fastidie | joda | insista | llame | contacte | busque | hable""",
    "aux": "interesa | interesan | (hace | hacen) falta | seguir | estar | volver a | deben | tienen que",
    "go_on": """
        sigan | sigas | siga | vuelvan a | vuelvas a | vuelva a | anden | esten | estes | estar | seguir | sigan ya""",
    "send_me": "escribirme | mandarme | enviarme | molestarme | llamarme | contactarme | fastidiarme | escribirnos",
    "sending": """
        <send_me> | mandar | mandarnos | mandando | mandandome | enviar | enviarnos | enviando | enviandome |
        escribir | escribiendo | escribiendome | molestar | molestando | molestandome | fastidiar | fastidiando |
        joder | joderme | jodiendo | fregar | fregarme | fregando | ladillar | ladillarme | ladillando | llamar |
        llenar | llenarme | llenando | llenandome | contactar | spamear | spamearme | hacer spam | bombardear |
        bombardearme | insistir | insistirme | textear | textearme | notificarme | texting me | messaging me""",
    "leave_off": """
        dejen | deja | deje | dejar | dejas | dejense | dejate | paren | para | pare | parar | parenla | basta | cesen
| eviten | terminen""",
    "switch_off": """
        detener | detengan | detenga | parar | paren | pare | suspender | suspendan | suspende | suspenda | cancelar | cancelen
| cancela | cancele | cancelo | desactivar | desactiven | desactiva | desactive | desactivo | quitar | quiten | quita
| quite | quito | apagar | apaguen | apaga | apago | silenciar | eliminar | eliminen | elimina | anular | anulen | anula
| bloquear | bloqueo | cortar | corten | corta | terminar | retirar | detengo | paro | evito | renunciar [a] | renuncio [a]
| darle fin a""",
    "take_me": """
        sacame | saqueme | saquenme | sacarme | quitame | quiteme | quitenme | quitarme | borrame | borreme | borrenme
| borrarme | eliminame | elimineme | eliminenme | eliminarme | bajame | bajeme | bajenme | bajarme | retirame
| retireme | retirenme | retirarme | botame | botenme | excluyanme | excluyeme | excluirme | salirme | salir
| salgame | abandonar | irme | sacar | quitar | borrar | eliminar | retirar | sacan | saquen | saques | sacas | saca
| saque | quitan | quiten | quita | quite | borran | borren | borra | borre | eliminen | eliminan | elimina | elimine
| retiren | retiran | retire | salgo | salga | retiro | borro | saco | quito""",
    # Person.
    "speak": """
        hablar | conversar | chatear | comunicarme | contactar | contactarme | contacto | platicar | comunicar |
        comunicacion | charlar | hablo | converso | comunico | ponerme en contacto""",
    "agent": "persona | asesor | asesora | agente | humano | operador | operadora | ser humano",
    "attend": """
        atienda | hable | llame | escriba | conteste | responda | ayude | atienda""",
    "who": """
        <agent> | personas | humana | (trabajador | trabajadora | asistente) social | encargado | encargada |
        funcionario | funcionaria | representante | promotor | promotora | orientador | orientadora | responsable |
        ejecutivo | ejecutiva | licenciada | supervisor | supervisora | voluntario | voluntaria | especialista""",
    "someone": """
        [a] [una | un | alguna | algun | la | el | otra | otro | los | las | unos] [senorita | senor | senora] <who> <real>* | [a] (alguien | el
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
    "data": """
        que | cuales | cual | cuanta | cuantos | lo que | los | la | son | es | todo | toda | todos | datos | informacion | data | cosas | guardado | guardados | guardada | mia | mios | ustedes | algo""",
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
        (de | del | sobre | de la | de las | de los | para | y | y de) [mi | las | los] (<subject> | documentos | migraciones | refugio) | por (aqui |
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
        [ya] no mas | para (ya | por favor) | (ya | por favor) para | ya no mas nada | ya basta | stop it
        (<stop_word> | nomas | no mas | suficiente | suficientes | cero | nada | ni un | fuera | no more) [de | con | a] <these>* <alerts> <from_you>* …
        stop (texting | messaging) [me] | leave me alone
        [de | la | mi | una] baja (definitiva | total | inmediata | voluntaria | <of_this>)*
        (<want> | <can>) (la | mi | una | de) baja <of_this>* …
        [<ask>] [que] <give>* [la | mi] [de] baja <of_this>* [[a | el] (mi | este | el) numero] …
        [<ask>] <give>* [de] baja [a | al] [el | la | mi | este | los | las | estos | estas] (numero | suscripcion | <alerts> | servicio de <alerts> | celular) [de aqui] …
        de baja [por favor] (denme | deme | dame)
        [<ask>] <glue>* <take_me> <glue>* <list> <from_you>* …
        [<ask>] <glue>* <never> <want> (estar | seguir | aparecer | continuar | pertenecer | permanecer | ser parte) [mas] (en | de | a | del) [la | su | esta | este | el | tu | sus] (lista | listas | grupo | <lists> | cadena) …
        [ya] no <want> (estar | seguir) [mas] (suscrito | suscrita | inscrito | inscrita) <of_this>* …
        [ya] no <want> ser (contactado | contactada | molestado | molestada) <from_you>* …
        <glue>* <never> (<glue> | <aux>)* (<send> | <bother> | <go_on> [me] <sending>) <rest>* …
        <never> (me | nos) <one_sends> <rest>* …
        <never> [me | nos] (mande | envie | escriba) (mas | nada | <alerts>) <rest>* …
        [ya] no (molestar | molesten | molestes | molestar a | enviar <rest> | mandar <rest> | escribir <rest>) <rest>* …
        <can> no <sending> <rest>* …
        <glue>* <never> (<glue> | <aux>)* (recibir | recibiendo | lleguen | llegue | llegando) <these>* <things> <rest>* …
        <never> (<glue> | <aux>)* <alerts> <rest>* …
        <never> (<want> | me interesa) (<these>* servicio | [saber] (nada | mas nada | mas) de (ustedes | este (numero | grupo))) …
        [ya] no (acepto | autorizo | permito | consiento | doy [mi] (permiso | consentimiento | autorizacion)) [a | para | el envio de] (que [usen mi numero para] [me] <send> <rest>* | [recibir] <these>* <alerts> <from_you>*) …
        [<want>] (retiro | revoco | retirar | revocar | quito) mi (consentimiento | permiso | autorizacion) [para [recibir | enviarme] <these>* <alerts>] …
        [<ask>] [que | hagan que] [ya] [me] <leave_off> (de | con) [ya] [<go_on> | tanto] (<sending> | <these>* <things> | eso | esto) <rest>* …
        [ya] (dejen | paren | deja | pare) (el | la | con (el | la) | tanta | tanto | ese | esa) (fastidio | ladilla | fregadera | jodedera | spam | vaina | acoso) …
        [ya] (dejenme | dejame | dejeme) (en paz | tranquilo | tranquila | quieto | quieta | de <sending> <rest>*)
        ya (esta | estuvo) bueno (de | con) <these>* <alerts>
        (estoy | me tienen | ya me) (harto | harta | cansado | cansada | canse) (de | con) <these>* <alerts> …
        [<ask>] [que | hagan que] [me | se] <switch_off> [ya] [el envio de | los envios de | [el] servicio de] <these>* (<alerts> | servicio | envios) <from_you>* …
        <how> <glue>* (<never> | dejar de | parar de | evitar | paro de | dejo de) (<glue> | <aux>)* [<send> | recibir | recibiendo | lleguen] <these>* <things> <rest>* …
        (<want> | <can>) (dejar de | parar de | no | ya no) [seguir] (recibir | recibiendo) <these>* <things> <rest>* …
        [me] [<ask>] [me] (desuscribirme | desuscribir | desinscribirme | desafiliarme | desuscribo | desinscribo) <of_this>* …
        numero equivocado | [se] equivocaron de numero | (bloqueen | bloquea) mi (numero | contacto)
        """,
    "start": """
        alta | start | unstop | subscribe | <want> (el | la | mi) alta
        [<ask>] (darme | dar | dame | deme | denme) de alta [<of_this> | otra vez | de nuevo]*
        como me suscribo
        [me] [<ask>] [volver a] (suscribirme | suscribir | suscribete | suscribeme | suscribanme) [otra vez | de nuevo | <of_this> | a puente | <about>]*
        [me] [<ask>] [volver a] <join> (a | en | para [recibir] | al | con) <these>* (<news> | <lists> | servicio de <news>) <about>*
        <yes> [volver a | seguir] (recibir | recibiendo | que me lleguen | tener) <these>* <news> <about>*
        (<want> | me interesan) <news> <about>* | <yes> volver a (recibirlos | recibirlas | la lista) | recibir <these>* <news> <about>*
        [<yes> que] vuelvan a (mandarme | enviarme | escribirme) <these>* <news> <about>* | <want> estar en <lists>
        <yes> que [si] [me | nos] [vuelvan a | sigan] (manden | mandes | envien | envies | mandar | enviar | mandando | enviando | lleguen | pasen) <these>* <news> <about>*
        <yes> que [si] me (avisen | notifiquen) <about>*
        (mandenme | mandame | mandeme | envienme | enviame | envieme | pasenme | me (mandan | envian) | si (manden | envien)) <these>* <news> <about>*
        [<ask>] (activar | activa | activen | activame | activenme | reactivar | reactiva | reactiven | habilitar | habiliten) <these>* <news> <about>*
        alertas
        (acepto | autorizo | doy [mi] (permiso | consentimiento)) [a | para | el envio de] [que me (manden | envien)] [recibir] <these>* <news> <about>*
        """,
    "help": """
        help | ayuda (comandos | menu | con (el | este) (bot | chat) | del bot | para usar (esto | <bot>))
        [ver | lista de | cuales son] [los | las] (comandos | instrucciones) | (menu | pagina) de ayuda | instrucciones de uso
        (manual | guia) de uso | que comandos (hay | tienes | tienen)
        [<want> [saber] | explicame] como (se (usa | utiliza | maneja) | funciona | funcionas | trabajas | (lo | te) uso | uso | usar | usarte | utilizo) [<bot>]
        no (se | entiendo | comprendo) [bien] como (usar | se usa | funciona | funcionas | manejar | utilizar) [<bot>]
        no (se | entiendo) [bien] usar <bot>
        (que | cuales) (palabras | comandos | cosas) (puedo (usar | escribir | poner | decir) | existen | entiendes | debo escribir) [aqui | <bot>]
        que (puedo | se puede | podemos) (hacer (aqui | por aqui | <bot>) | (escribir | preguntar | preguntarte | consultar | pedirte) [aqui | por aqui | <bot>])
        (que | con que | en que) (sabes hacer | puedes hacer | haces | me puedes ayudar | puedes ayudarme | me ayudas | me pueden ayudar) [tu | aqui]
        para que (sirve | es) <bot> | para que (sirves | eres) | que hace (este | el) (bot | chat | numero)
        """,
    "menu": """
        [el] menu [principal | inicial | de (inicio | temas | opciones)] | main menu | inicio | [lista de | los | las] (temas | opciones)
        [<ask>] (ver | mostrar | muestrame | muestreme | muestra | mostrarme | dame | deme | mandame | pasame | enviame | ensename | abrir | abre | ir al | ir a | vamos al | volver al | volver a | vuelvo al | vuelve al | volvemos al | regresar al | regresar a | regresa al | regreso al) [el | los | las | la] (menu [principal] | temas | opciones | inicio | principio | lista de temas | comienzo | (mas | otros | todos los) temas)
        (al | <want> [el | los | las]) (menu | temas | opciones) | volver [atras] | regresar | [para | ir] atras | empezar
        volver a empezar | (empezar | comenzar) de (nuevo | cero) | comenzar | reiniciar | desde el (principio | inicio)
        que [otros | otras | mas] (temas | opciones) [mas] (hay | tienes | tienen | manejas | manejan | ofreces | conoces)
        cuales son [los | las] (temas | opciones) | sobre que [temas] puedo preguntar | mas (temas | opciones)
        [<want> | tengo] [preguntar | consultar | saber | hacer | ver] [de | sobre] (otra (cosa | pregunta | consulta | duda) | otro tema | otras (cosas | preguntas | opciones) | otros temas)
        """,
    "language": """
        idioma | idiomas | language | languages | lengua | lenguas | lenguaje | langue | lingua | idiomas disponibles
        [<ask>] (cambiar | cambia | cambiame | cambio | elegir | escoger | seleccionar | configurar | poner | mudar | change | cambien | cambie) [de | el | la | the | los | al | a] [otro] (idioma | idiomas | lengua | lenguaje | language)
        (change | switch | other | another | choose) (language | languages)
        [<ask>] [hablar | hablarte | leer | escribir | hablas | hablan | cambiar | tienen | tienes | hay] [en | a | de] (otro (idioma | lenguaje) | otra lengua | mi (idioma | lengua) | otros idiomas)
        (que | cuales | en que | cuantos) (idiomas | lenguas | idioma) [hay | hablas | hablan | tienes | tienen | manejas | puedo (usar | escribir | hablar) | son | entiendes | entienden | estan disponibles]
        [yo] no (hablo | entiendo | leo | comprendo | se hablar | se leer) [bien | mucho | muy bien] [el | en] (espanol | castellano) [bien]
        no spanish | i (dont | do not) (speak | understand) spanish
        """,
    "person": """
        [<ask>] [poder] [me] <speak> [por telefono | en persona | directamente] [con | a] <someone>
        (hay | existe) [alguna] (forma | manera) de <speak> con <someone>
        [<want>] [con] [una | un | otra | el | la | a] <agent> <real>* | <want> [una | un] <who> <real>*
        [<ask>] [que] [me] <connect> (con | a) <someone> | pasame al <who>
        [<want>] que [me] <attend> <someone>
        <can> (atender | atenderme | llamar | llamarme | contestarme | responderme | hablarme) <someone>
        [que] <someone> [que] [me] (<attend> | [puede | pueden | podria | pueda] (atender | atenderme | llamarme | llamar | hablar conmigo)) <real>*
        (<want> | <can>) que [me] (llamen | llame) <call>* | me (pueden | puede | podrian | podria) llamar <call>*
        (llamenme | llamame | llameme | <can> llamarme | que me llamen) <call>* | <want> que me atiendan
        (hay | esta | habra | existe | tienen | tienes) [ahi] (alguien | [algun | alguna | un | una] <who>) <real>* [ahi | alli] [con (quien | el que) [pueda] <speak> | que [me] (<attend> | pueda atender | [me] pueda atenderme)]
        [ya] no (quiero | deseo | me gusta) [[seguir] (hablar | hablando | chatear | conversar) con] [un | una | el | la | este | esta] <machine> [<want> [<speak> con] <someone>]
        [<want>] (atencion (humana | personal | personalizada | de una persona | por telefono | telefonica) | ayuda (humana | de una persona) | [un] contacto humano)
        """,
    "my_data": """
        [todos] mis datos [personales | guardados]* <here>* | mi (data | informacion (personal | guardada)) | [los] datos mios
        [<ask>] [me] <look> [todos | cuales son | [una] copia de | acceso a] (mis datos | mi (informacion | data | historial) | los datos (mios | de mi)) <here>*
        [<ask>] ([una] copia de | acceso a) mis datos <here>* | derecho de acceso | derechos arco | cuales son mis datos
        [<ask>] <look>* <data>* [que] [ustedes] <hold> <data>* <here>* <about_me> <here>*
        [<ask>] <look>* <data>* (mios | personales) <data>* [que] [ustedes] <hold> <here>*
        [<ask>] <look>* (que | cuales) datos (guardan | guardas | recopilan | recogen | almacenan) <here>*
        (tienen | guardan | tienes | guardas | tiene) [ustedes] (mis datos | datos mios | mi informacion | informacion mia | algo (de | sobre) mi) <here>*
        """,
    "erase": """
        [<ask>] [que] [me | se | la]* <delete> [ya] <mine> <kept_here>* …
        [<ask>] [que] [me] <delete> [los] (datos | data) <kept_here>*
        [<ask>] [que] (borrame | borreme | borrenme | eliminame | elimineme | eliminenme) [de todo | los datos] <kept_here>*
        <ask> (borrarme | eliminarme) <kept_here>* | [<want> que] me (borran | borren | borras | eliminan | eliminen | eliminas) <kept_here>*
        no (guarden | guardes | conserven) (nada de mi | <mine>) | [<want>] ejercer mi derecho (al olvido | de (supresion | cancelacion))
        """,
    "privacy": """
        [[<want>] (ver | leer)] [el] aviso [de privacidad | legal | completo] | [la] privacidad | privacy [policy]
        [[<want>] (ver | leer)] [la | su | las | sus] (politica | politicas) de privacidad | [ver | los] terminos [y condiciones]
        (tratamiento | proteccion) de [mis] datos [personales]
        (que (hacen | haces | hace) con | para que (usan | quieren | guardan | piden) | como (usan | cuidan | protegen | guardan)) (mis | los) (datos | mensajes) [personales | ustedes]
        (quien | quienes) [mas] (ve | ven | lee | leen | (puede | pueden) (ver | leer) | tiene | tienen) [todo] (lo que escribo | mis (datos | mensajes) | este chat | esta conversacion)
        [con quien] [van a] (comparten | compartir | venden | vender) mis (datos | mensajes) [con (el gobierno | el estado | migraciones | la policia | alguien)]
        [esto | este chat] es (seguro | confidencial | privado | anonimo) (<bot> | escribir [por] aqui | hablar por aqui)
        [esto | este chat] es (confidencial | anonimo) | (esto | este chat) es (seguro | privado)
        """,
    "leave": """
        salir | salgo | me salgo | salirme | [me] <want> (salir | salirme) | finalizar | terminar
        [<ask>] (salir | salirme | salgo | salgamos | dejar | deja | dejemos | cambiar de | cambiar | cambiemos de | cambiemos | olvidar) [del | de] [este | el | ese] tema
        [<ask>] (salir | salirme | salgo | dejar | cerrar | cierra | terminar | termina | terminemos | finalizar | finaliza | acabar) [del | de] [este | esta | el | la] (conversacion | chat)
        [ya] no <want> (hablar | seguir hablando) [mas] (de | sobre) (esto | eso | este tema | ese tema)
        [<want>] (hablemos | hablar | pasemos) (de | a) (otra cosa | otro tema)
        """,
    "cancel": """
        cancelar | cancela | cancele | cancelen | cancelo | cancelado | cancel | cancelalo | cancelarlo | anular | anula | anulalo | anule | <want> (cancelar | anular)
        [<ask>] (cancelar | cancela | cancele | cancelen | cancelo | anular | anula | anule) (esto | eso | todo | la operacion | lo anterior | [el | este] (formulario | proceso) | [las | estas] preguntas | [la | esta] (pregunta | encuesta))
        olvidalo | olvidelo | olvidenlo | olvida eso | (dejalo | dejelo | dejemoslo | deja) (asi | ahi | nomas) | dejalo | dejelo | dejemoslo | olvidemoslo
        mejor (no | ya no | cancela | olvidalo | dejalo [asi] | lo (dejamos | dejo) [ahi | asi])
        [ya] no <want> (seguir | continuar) (con (esto | el formulario | las preguntas | la encuesta) | respondiendo | contestando)
        [ya] no <want> (responder | contestar | llenar) [mas] [estas | esas | el | este | la | las | esta | tus] [preguntas | formulario | pregunta | encuesta]
        (salir | salirme) del formulario
        """,
    "more": """
        mas mas* | [a] ver mas | leer mas | <want> mas | [<want>] (ver | leer | saber | conocer) (mas | el resto | lo (que sigue | demas))
        [<want>] (seguir | sigue | siga | sigan | continua | continuar) (leyendo | contando) | seguir | sigue | siga | sigan | sigamos | prosigue | prosiga | continuar | continua | continue | continuemos | [la] siguiente [parte | pagina | mensaje]
        [<want>] mas (informacion | texto | detalles | detalle | datos)
        (dime | digame | cuentame | cuenteme | explicame | mandame | muestrame | enviame | dame | deme | pasame | escribeme | manda | envia | muestra | pon | manden) (mas [informacion | detalles | texto] | el resto | lo (demas | que falta | que sigue) | la (otra | siguiente) parte | la parte que falta)
        [y] (que mas | lo demas | el resto | lo que falta | lo que sigue) [dice | sigue | falta]
        """,
    "up": """
        👍 👍* | pulgar arriba | [me] [fue | es | ha sido] ([muy | bastante] util | utilisimo | de (mucha | gran) ayuda)
        (me (sirvio | sirve | ayudo | ayudaste | ha (servido | ayudado) | sirvieron) | nos (sirvio | ayudo) | sirvio) [mucho | bastante | muchisimo | bien | un monton | demasiado | tu respuesta | la (informacion | respuesta)]* 👍*
        eso era | era eso | [eso] (es | era) lo que (queria | quise | necesitaba | buscaba) [saber] | me quedo claro | todo claro
        [muy | que] (buena | excelente | clara) (respuesta | informacion)
        """,
    "down": """
        [no] 👎 👎* [no] | pulgar abajo
        [esto | eso | tu respuesta] no [me | nos] (sirvio | sirve | ayudo | ayudaste | ayuda | ha (servido | ayudado) | sirvieron) [de nada | para nada | [en] nada | mucho | (esa | la | tu) respuesta | lo que dices | esa informacion]* 👎*
        no (era | es) eso | eso no (era | es)
        [eso] no (es | era) [eso] lo que (pregunte | te pregunte | queria | quise | buscaba | necesito | necesitaba | busco) [saber]
        no (respondiste | respondes | respondio | contestaste | contestas | contesto | has respondido) [a] [mi pregunta | lo que [te] pregunte | nada | bien]
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
