"""The sentences behind each command, as patterns (see phrases.py). People of Peru and Venezuela wrote like this.

One line is one pattern; `…` at its end means that a reason may stand beside it. Spelling is forgiven by the matcher:
only words and their order belong here. Keys of PATTERNS are the values of `commands.Command`.
"""

from typing import Final

GROUPS: Final = {
    # Around a command.
    "polite": """
        hola | alo | epa | epale | oe | oye | oiga | oigan | buenas | buenos dias | buen dia | buenas (tardes | noches)
        | muy buenas | saludos | que tal | como (estas | esta | estan) | por favor | porfavorcito | porfi
        | disculpe | disculpa | disculpen | disculpame | disculpeme | disculpenme | perdon | perdone | perdona
        | con permiso | [muchas | mil | muchisimas] gracias | no gracias | [muy] amable | ok | okay | okey | okis
        | bueno | bien | pues | mira | mire | miren | senor | senora | senorita | senores | senito | sr | sra | srta
        | amigo | amiga | amigos | amigas | amix | chamo | chama | chamos | pana | panas | mano | manito | causa | vale
        | hermano | hermana | hermanos | doctor | doctora | doc | jefe | joven | jovenes | estimado | estimada
        | estimados | puente | bot | ya | y | pucha | caramba | caray | coye | oie | asu | vaya
        | que (ladilla | fastidio | molestia | molestos | pesados | cansones | intensos | vaina)
        | una (consulta | pregunta | preguntita) | ahora | ahorita | ahora mismo | ahorita mismo | de inmediato
        | inmediatamente | cuanto antes | de una vez | de una | urgente | urgentemente | es urgente | hoy | hoy mismo
        | si | claro | se los agradezco | se lo agradezco | te lo agradezco | les agradezco | te agradezco | se agradece
        | lo agradeceria | se los agradeceria | bendiciones | dios (los | te | le) bendiga | feliz (dia | tarde | noche)
        | si es posible | si se puede | se puede | te pido | les pido | le pido | les ruego | se los pido | te ruego
        | les pido que | les ruego que | te pido que | le pido que | les agradeceria que | jaja | jajaja | ja | xd
        | para todos | a todos | muchachos | equipo | sres | please | nomas | mas bien | entonces""",
    "want": """
        quiero | quisiera | deseo | necesito | queremos | me gustaria | pido | solicito | exijo | prefiero | desearia
        | quisieramos | deseamos | necesitamos | me urge | queria | vengo a | voy a | deseaba | requiero | quieren""",
    "can": """
        puedo | puede | puedes | pueden | podria | podrias | podrian | se puede | me puede | me puedes | me pueden
        | me podria | me podrias | me podrian | podemos | sera que (puedo | puedes | pueden | me pueden)
        | es posible | hay (forma | manera | modo) de""",
    "how": """
        como [hago | hacer | hacemos | se hace | puedo hacer | le hago] [para] | como (puedo | me puedo | se puede)
        | que [hago | hacer | debo hacer | tengo que hacer] para | de que manera [puedo] | donde [puedo]
        | quiero saber como [puedo | hago para]""",
    "ask": "<want> | <can> | <how> | <want> (saber | ver) <how> | <how> <can>",
    # What stop is about.
    "alerts": """
        mensaje | mensajes | mensajito | mensajitos | mensajeria | aviso | avisos | alerta | alertas | alertitas | sms
        | notificacion | notificaciones | whatsapp | whatsapps | boletin | boletines | campana | campanas | publicidad
        | propaganda | propagandas | promociones | spam | recordatorio | recordatorios | novedades | comunicados
        | encuestas | mensajes de texto | textos | comunicaciones | suscripcion | suscripciones""",
    "things": """
        <alerts> | informacion | informaciones | noticia | noticias | cosas | vaina | vainas | cadenas | correos
        | audios | tonterias | nada | publicaciones | comunicacion | texto | tanta cosa""",
    "these": """
        mas | ya | de | del | estos | estas | esos | esas | este | esta | ese | esa | sus | tus | su | tu | los | las
        | el | la | un | una | tantos | tantas | tanto | ningun | ninguna | otro | otra | otros | otras | nuevos
        | este tipo de | ese tipo de | ni un | ni uno | todos | todas | mis | mi | solo | automaticos | masivos""",
    "from_you": """
        de (ustedes | usted | este numero | este servicio | esta pagina | este grupo | este bot | este canal | aqui
        | aca | su parte | parte de ustedes | la organizacion | esta organizacion | puente)
        | a (este | mi | ese) (numero | celular | telefono | whatsapp | linea) | al (celular | telefono | whatsapp)
        | a mi | en (el | mi) (celular | telefono | whatsapp) | por (aqui | aca | este medio | este chat | whatsapp | sms
        | este numero | celular) | nunca [mas] | jamas | mas nunca | mas | mas ya | ya mas | otra vez | nuevamente
        | todos los dias | todo el dia | todo el tiempo | a cada rato | a toda hora | tan seguido | tanto | tantas veces
        | a diario | (de | del | sobre | de la | de las | de los) <subject> [y <subject>] | este numero | este celular
        | en la (noche | madrugada | manana) | de noche | tan (tarde | temprano)""",
    "subject": """
        [la] (salud | educacion | proteccion | escuela | politica | ayuda | ayudas | vacunacion) | vacunas | covid
        | coronavirus | dengue | [el] (colegio | refugio) | documentos | migraciones | charlas | talleres | campanas
        | higiene | lavado de manos | clases | matricula | becas | [mi] (distrito | zona)""",
    "of_this": """
        (de | del | a | al | en | con) [la | las | los | el | este | esta | estos | estas | ese | esa | esos | su | sus
        | tu | tus | todos los | todas las | todos sus] (servicio | servicios | lista | listas | lista de (difusion
        | contactos | mensajes | envio | avisos | alertas) | grupo | grupos | <alerts> | numero | bot | chat | canal
        | base de datos | cadena | difusion | pagina | aqui | aca | esto | ustedes | puente)""",
    "stop_word": """
        baja | alto | stop | estop | pare | paren | parar | parenle | parele | parale | basta | stopall | stop all
        | unsubscribe | optout | opt out | end | quit | revoke | remove | remover | desuscribir | desuscribirme
        | desuscribirse | desuscribeme | desuscribanme | desinscribir | desinscribirme | desafiliarme | desafiliar""",
    "send": """
        manden | mandes | mande | mandan | manda | envien | envies | envie | escriban | escribas | escriba | pasen | pases
        | reenvien | contacten | contactes | notifiquen | textees | texteen | hablen | hables | llamen | llames | avisen""",
    "bother": """
        molesten | molestes | moleste | molestar | fastidien | fastidies | fastidie | fastidiar | jodan | jodas | joda
        | joder | frieguen | friegues | fregar | ladillen | ladilles | insistan | insistas | insista | escriban | busquen
        | llenen | llenes | bombardeen | atosiguen | acosen""",
    "sending": """
        mandar | mandarme | mandarnos | mandando | mandandome | enviar | enviarme | enviarnos | enviando | enviandome
        | escribir | escribirme | escribirnos | escribiendo | escribiendome | molestar | molestarme | molestando
        | molestandome | fastidiar | fastidiarme | fastidiando | joder | joderme | jodiendo | fregar | fregarme
        | fregando | ladillar | ladillarme | ladillando | llamar | llamarme | llenar | llenarme | llenando
        | llenandome | contactar | contactarme | spamear | spamearme | hacer spam | bombardear | bombardearme
        | insistir | insistirme | textear | textearme | notificarme""",
    "stop_it": "dejen | deja | deje | dejar | dejas | paren | para | pare | parar | basta | cesen | eviten | terminen",
    "switch_off": """
        detener | detengan | parar | paren | suspender | suspendan | suspende | cancelar | cancelen | cancela | cancele
        | desactivar | desactiven | desactiva | desactive | quitar | quiten | quita | quite | apagar | apaguen | apaga
        | silenciar | eliminar | eliminen | elimina | anular | anulen | anula | bloquear | cortar | corten | corta | stop
        | cese | detenga | terminar | dar fin a | retirar | desinstalar""",
    "take_me": """
        sacame | saqueme | saquenme | sacarme | quitame | quiteme | quitenme | quitarme | borrame | borreme | borrenme
        | borrarme | eliminame | elimineme | eliminenme | eliminarme | bajame | bajeme | bajenme | bajarme | retirame
        | retireme | retirenme | retirarme | botame | botenme | excluyanme | excluyeme | excluirme | salirme | salir
        | me salgo | me (sacan | saquen | saques | sacas | quitan | quiten | borran | borren | eliminen | eliminan
        | retiren | retiran | saca | quita | salgo | salga | salir | retiro | borro | sacar | quitar | retirar) | salgame
        | (saquen | saca | saque | quiten | quita | quite | borren | borra | borre | borrar | eliminen | elimina | retiren
        | eliminar | quitar | sacar | retirar) [a] mi (numero | telefono | celular | contacto | whatsapp | nombre)""",
    "list": """
        (de | del) [la | las | su | sus | tu | tus | esta | estas | este | el | los | ese | esa | esos] (lista | listas
        | listado | lista de (difusion | contactos | mensajes | envio | envios | avisos | alertas | ustedes | whatsapp)
        | grupo | grupos | grupo de whatsapp | difusion | cadena | contactos | agenda | <alerts> | servicio de <alerts>
        | base | base de datos)""",
    "alert": "<alerts> | noticia | noticias | boletin informativo | suscripcion",
    "about": """
        (de | del | sobre | de la | de las | de los | para | y | y de) [mi | las | los] <subject> | por (aqui | whatsapp
        | este medio | sms | mensaje | este numero | celular) | otra vez | de nuevo | nuevamente | tambien | de ustedes
        | a (mi | este) (numero | celular | whatsapp | telefono) | a mi | al (celular | whatsapp) | siempre | gratis""",
    "yes": "[si | claro que [si]] (<want> | me interesa | me interesan) | [si] (<can> | <how>) | me encantaria",
    "bot": """
        [con | en] (este | el | tu | su | del) (bot | chat | numero | servicio | asistente | whatsapp | robot | chatbot)
        | esto | esta cosa | este coso | el chat de whatsapp | puente | aqui""",
    # A person.
    "speak": """
        hablar | conversar | chatear | comunicarme | contactar | contactarme | contacto | platicar | comunicar
        | comunicacion | charlar | hablo | converso | tratar | ponerme en contacto""",
    "who": """
        persona | personas | asesor | asesora | agente | humano | humana | ser humano | operador | operadora
        | trabajador social | trabajadora social | encargado | encargada | funcionario | funcionaria | representante
        | promotor | promotora | orientador | orientadora | responsable | ejecutivo | ejecutiva | licenciada
        | supervisor | supervisora | voluntario | voluntaria | asistente social | especialista""",
    "someone": """
        [a] [una | un | alguna | algun | la | el | otra | otro | los | las | unos] <who> <real>*
        | alguien <real>* | [el] (equipo | personal) <real>* | ustedes <real>*""",
    "real": """
        real | reales | de verdad | verdadera | de carne y hueso | humana | humano | viva | vivo | en vivo
        | de (ustedes | la oficina | la organizacion | atencion | puente | alla | ahi) | del (equipo | servicio | otro lado)
        | que me (ayude | atienda | entienda | explique | oriente | escuche | conteste | responda | pueda (ayudar
        | atender | orientar | explicar)) | que sepa | [y] no [con] [un | una | el | la | este] <machine>
        | en vez de [un | una] <machine> | aqui | por (aqui | telefono | este chat | este medio | llamada | whatsapp)
        | directamente | personalmente | mejor | mas | en persona | porque no [te | le | les] entiendo [nada]
        | porque no me (entiendes | entiende | entienden) | (de | sobre) (mi caso | mi problema | mi tramite | esto | eso
        | mi situacion) | no entiendo [nada] | disponible""",
    "machine": "robot | robots | bot | maquina | maquinas | contestadora | grabacion | computadora | automatico | sistema",
    "call_me": """
        llamen | llame | llames | llamarme | hablen | atiendan | atienda | contacten | contacte | devuelvan la llamada
        | llamar""",
    # Data.
    "delete": """
        borrar | borren | borres | borra | borre | borran | eliminar | eliminen | elimines | elimina | elimine | eliminan
        | suprimir | supriman | suprima | quitar | quiten | olvidar | olviden | olvida | desaparecer | desaparezcan
        | limpiar | limpien | destruir | destruyan | cancelar | borrado de | eliminacion de | supresion de
        | cancelacion de | que se (borren | borre | eliminen | elimine)""",
    "mine": """
        [todos | todas] mis (datos | mensajes | conversaciones | chats | registros de aqui) [personales]
        | [toda] mi (informacion | data | historial | conversacion | cuenta | numero | perfil) [personal]
        | [mi] numero de telefono | mi (telefono | celular) | [todos] los datos [mios | personales | de mi]
        | [toda] la informacion (mia | personal | de mi | que tienen [de mi]) | todo lo (mio | que (tienen | saben | sabes
        | tienes | guardan | guardaron | guardas | escribi | hablamos | hemos hablado | te dije)) | todo [eso | esto]
        | (esta | la | nuestra) conversacion | este chat | el chat | el historial | lo que (escribi | te escribi
        | hablamos | tienen | saben | guardan | guardaron)""",
    "kept_here": """
        de (su | tu | el | la) (sistema | base | base de datos | lista | memoria | registro | celular) | de mi
        | del (sistema | bot | chat | servidor) | de aqui | de aca | de ahi | de ustedes | de puente | de este (chat
        | bot | numero | servicio | whatsapp) | que (tienen | tienes | guardan | guardaron | guardas) [de mi | mios | mia
        | guardado | guardados | aqui | ustedes] | por completo | completamente | para siempre | definitivamente
        | tambien | personales | todos | todo | toda | ustedes""",
    "hold": """
        tienen | tienes | tiene | guardan | guardas | guarda | guardaron | guardado | guardados | guardada | saben | sabes
        | sabe | almacenan | almacenas | conservan | han guardado | hay | estan guardando | manejan | recopilan | recogen
        | registran | registraron | tenian""",
    "about_me": "de mi | sobre mi | mios | mia | mio | acerca de mi | de mi persona | conmigo",
    "here": """
        aqui | aca | ustedes | usted | en (el | su | este | tu) (sistema | chat | bot | numero | base de datos | servicio)
        | este (chat | bot | numero) | el bot | guardados | guardado | guardada | registrados | personales | puente""",
    # Languages.
    "speak_in": """
        <ask> | en | in | em | an | hablar | hablo | hablas | habla | hablame | hableme | escribeme | escribir | respondeme
        | responde | contestame | cambiar | cambia | cambiame | cambie | cambio | pasar | pon | poner | ponlo | el | al | a
        | de | idioma | lengua | que | me | hables | respondas | hablen | mejor | solo | usar | usa | chat | menu
        | do you speak | can you speak | i speak | i want | speak | to | change | switch | language | only
        | voce fala | fala | falar | falo | eu falo | quero | parlez vous | je parle | parle | parler
        | eske ou pale | mwen pale | pale | si | tienen | tienes | hay | lo quiero | prefiero | entiendo | entender""",
}

PATTERNS: Final = {
    "stop": """
        <stop_word> <stop_word>*
        (escribo | pongo | digo | respondo | envio | mando | responder | palabra | opcion) <stop_word>
        (<stop_word> | no mas | ya no | suficiente | cero | nada | ni un | fuera) [de | con | a | a los | los] <these>* <alerts> <from_you>* …
        [ya] no mas | para ya | ya para | para por favor | por favor para | ya no mas [nada] | no more [messages] | ya basta | stop it
        [la] baja (definitiva | total | inmediata | voluntaria | <of_this>)* | [mi | la | una] baja [<of_this>]
        <ask> (la | mi | una | de) baja <of_this>* …
        [<ask>] [que] [me] (dar | darme | darnos | darse | den | des | doy | dan | das | dar la) [la] [de] baja <of_this>* …
        (dame | deme | denme | dennos | dale | denle) [me | la] [de] baja [a mi] <of_this>* [mi numero | este numero]* …
        me (doy | dan | das | da | den | quiero dar | quisiera dar | gustaria dar | voy a dar | deseo dar | <can> dar) [la] [de] baja <of_this>* …
        [<ask>] (dar | den | doy | pongan | poner) [de] baja [a | al] [el | la | mi | este | este mi | los | las | estos | estas] (numero | suscripcion | <alerts> | servicio de <alerts> | celular) [de aqui] …
        [<ask>] [que] <take_me> <list> <from_you>* …
        [<ask>] [que] <take_me> <list> (y | porque) [ya] no (quiero | deseo) [recibir] [nada | mas | <these>* <alerts>] …
        [ya] no <want> (estar | seguir | aparecer | continuar | pertenecer | permanecer | ser parte) [mas] (en | de | a | del) [la | su | esta | este | el | tu | sus] (lista | listas | grupo | lista de <alerts> | lista de difusion | cadena | servicio de <alerts>) …
        [ya] no [lo | los | las] [me] <want> [ya | mas] (recibir | seguir recibiendo | seguir recibir | recibiendo | volver a recibir | que me lleguen | que lleguen | que me llegue | que me sigan llegando) <these>* <things> (<these> | <things> | <from_you>)* …
        [ya] no <want> [ya | mas] que [me | nos] (<send> | sigan <sending> | vuelvan a <sending> | esten <sending>) (<these> | <things> | <from_you>)* …
        [ya] no <want> que [me | nos] <bother> (<these> | <things> | <from_you>)* …
        [ya] no <want> <these>* <alerts> (<these> | <alerts> | <from_you>)* …
        [ya] no <want> (nada | saber nada | saber mas nada | saber mas) de (ustedes | este numero | este servicio | este grupo) …
        [ya] no me (interesa | interesan) [recibir | seguir recibiendo] <these>* <alerts> (<these> | <from_you>)* …
        [ya] no (acepto | autorizo | permito | consiento | doy [mi] permiso | doy [mi] consentimiento | doy [mi] autorizacion) [a | para | el envio de] [recibir | que me <send>] <these>* [<alerts>] <from_you>* …
        [<want>] (retiro | revoco | retirar | revocar | quito) mi (consentimiento | permiso | autorizacion) [para [recibir | enviarme] <these>* <alerts>] …
        [ya] no [me | nos] <send> (<these> | <things> | <from_you>)* …
        [ya] no (me | nos) <bother> (<these> | <things> | <from_you>)* …
        [ya] no (jodan | molesten | molestes | molestar | frieguen | fastidien | insistan | insistas) [tanto | mas | por favor | a mi | con <these>* <things>] …
        [ya] no [me | nos] (sigan | sigas | siga | vuelvan a | vuelvas a | vuelva a | anden | esten | estes) <sending> (<these> | <things> | <from_you>)* …
        [<ask>] [que] [ya] [me] <stop_it> (de | con | ya de) [estar | seguir | tanto] [<sending>] [y <sending>] <these>* <things> (<these> | <things> | <from_you>)* …
        [ya] [me] <stop_it> (de | con | ya de) [estar | seguir] <sending> (<these> | <things> | <from_you>)* …
        (<want> | <can>) [que] [me] (dejen | dejar | parar | paren | terminen) (de | con) [estar] <sending> (<these> | <things> | <from_you>)* …
        [ya] dejen (el | la | tanta | ese | esa | tanto) (fastidio | ladilla | fregadera | jodedera | molestadera | spam | vaina | acoso) …
        [ya] (dejenme | dejame | dejeme) (en paz | tranquilo | tranquila | quieto | quieta | de <sending>) [<these>* <things>]
        [<ask>] [que] [me | se] <switch_off> [ya] [el envio de] <these>* <alerts> <from_you>* …
        <how> (no | dejar de | evitar | ya no | paro de | dejo de | no seguir) [recibir | recibiendo | que me <send> | que me lleguen] <these>* <things> <from_you>* …
        <how> (paro | detengo | quito | desactivo | apago | cancelo | evito | bloqueo) <these>* <alerts> <from_you>* …
        (<want> | <can>) (dejar de | parar de | no | ya no) [seguir] (recibir | recibiendo) <these>* <things> <from_you>* …
        <how> (me (salgo | salir | saco | quito | borro | retiro | doy de baja | desuscribo) | salgo | dejo) [<list> | de esta lista | de este grupo | de los <alerts>]
        [<ask>] (desuscribirme | desuscribir | desinscribirme | desafiliarme | darme de baja) <of_this>* …
        (no tengo | no me queda | no hay) (saldo | espacio | memoria | megas) [no] [me] <send> <these>* <alerts> …
        numero equivocado | [se] equivocaron de numero | [es | este es] [un] numero equivocado no me escriban …
        """,
    "start": """
        alta | start | unstop | subscribe | <want> (el | la | mi) alta
        [<ask>] (darme | dar | dame | deme | denme) de alta <of_this>*
        [<ask>] [volver a] (suscribirme | suscribir | suscribete | suscribeme | suscribanme | suscripcion) [otra vez | de nuevo | <of_this> | a puente]*
        [<ask>] [volver a] (inscribirme | inscribir | apuntarme | apuntame | apuntenme | anotame | anotenme | anotarme | registrarme | inscribanme | inscribeme | afiliarme | unirme | agregame | agreguenme | ponme) (a | en | para | al | con) <these>* (<alert> | lista de <alert> | lista de difusion | servicio de <alert> | grupo de <alert>) <about>*
        <yes> <alert> <about>*
        <yes> [si] [volver a | empezar a | seguir] (recibir | recibiendo | que me lleguen | tener) <these>* <alert> <about>*
        <yes> que [si] [me | nos] [vuelvan a | sigan] (manden | mandes | envien | envies | mandar | enviar | mandando | enviando | lleguen | pasen) <these>* <alert> <about>*
        <yes> que [si] me avisen | <yes> que me (avisen | avises | notifiquen) <about>
        (mandenme | mandame | mandeme | envienme | enviame | envieme | pasenme | me mandan | me envian | [si] manden | [si] envien) <these>* <alert> <about>*
        [<ask>] (activar | activa | activen | activame | activenme | reactivar | reactiva | reactiven | habilitar | habiliten | prender) <these>* <alert> <about>*
        alertas | recibir <these>* <alert> <about>* | [<want>] volver a recibir[los] <these>* <alert>* | [<want>] volver a (suscribirme | la lista)
        [si] (acepto | autorizo | doy permiso | doy mi consentimiento) [a | para | el envio de | recibir | que me manden | que me envien] [recibir] <these>* <alert> <about>*
        """,
    "help": """
        help | ayuda (comandos | menu | con el (bot | chat) | con este (bot | chat) | del bot | para usar (esto | el bot)) | comandos
        [ver | lista de | cuales son [los]] (comandos | instrucciones) | (menu | pagina) de ayuda | instrucciones [de uso | por favor] | manual [de uso] | guia de uso
        como (se usa | se utiliza | se maneja | funciona | lo uso | uso | utilizo | usar | usarte | funcionas | trabajas) [<bot>]
        [<want> [saber]] como (se usa | funciona | usar | funcionas | usarte) [<bot>] | explicame como (funciona | se usa | funcionas) [<bot>]
        no (se | entiendo | comprendo) como (usar | se usa | funciona | funcionas | manejar | utilizar) [<bot>] | no (se | entiendo) [bien] usar <bot>
        (que | cuales) (palabras | comandos | opciones | cosas) (puedo (usar | escribir | poner | decir) | existen | entiende | entiendes | debo escribir) [aqui | <bot>]
        que (puedo | se puede | podemos) (hacer | escribir | preguntar | preguntarte | consultar | pedir | pedirte) [aqui | por aqui | en <bot> | con <bot>]
        (que | con que | en que) (sabes hacer | puedes hacer | haces | me puedes ayudar | puedes ayudarme | me ayudas | me pueden ayudar) [tu | aqui]
        para que (sirve | sirves | es | eres) [<bot>] | que hace (este | el) (bot | chat | numero)
        """,
    "menu": """
        [el] menu [principal | inicial | de (inicio | temas | opciones)] | temas | opciones | [lista de | los | las] (temas | opciones) | inicio | main menu
        [<ask>] (ver | mostrar | muestrame | muestreme | muestra | mostrarme | dame | deme | mandame | pasame | enviame | ensename | abrir | abre | ir al | ir a | vamos al | volver al | volver a | vuelve al | volvemos al | regresar al | regresar a | regresa al | quiero | regreso al) [el | los | las | la] (menu [principal] | temas | opciones | inicio | principio | lista de temas | mas temas | todos los temas | otros temas | comienzo)
        volver | regresar | atras | volver atras | para atras | ir atras | empezar | volver a empezar | empezar de (nuevo | cero) | comenzar [de nuevo] | reiniciar | de nuevo | desde el (principio | inicio)
        que (temas | opciones | preguntas) [mas | otros | otras] (hay | tienes | tienen | manejas | ofreces | puedo preguntar | puedo consultar | conoces) | cuales son [los | las] (temas | opciones) | sobre que (temas puedo preguntar | puedo preguntar)
        [<want> | tengo] [preguntar | consultar | saber | hacer | ver] [de | sobre] (otra (cosa | pregunta | consulta | duda) | otro tema | otras (cosas | preguntas | opciones) | otros temas) | mas (temas | opciones)
        """,
    "language": """
        idioma | idiomas | language | languages | lengua | lenguas | lenguaje | langue | lingua | lang | idiomas disponibles
        [<ask>] (cambiar | cambia | cambiame | cambio | elegir | escoger | seleccionar | configurar | poner | ver | mudar | change | cambien | cambie) [de | el | la | the | los | al | a] (idioma | idiomas | lengua | lenguaje | language | otro idioma)
        (change | switch | other | another | choose) (language | languages) | [<want>] [hablar | leer | escribir | hablas | hablan | cambiar] [en | a | de] (otro (idioma | lenguaje) | otra lengua | mi idioma | mi lengua | otros idiomas)
        (que | cuales | en que | cuantos) (idiomas | lenguas | idioma) [hay | hablas | hablan | tienes | tienen | manejas | puedo usar | puedo escribir | puedo hablar | son | entiendes | entienden | estan disponibles]
        (no | yo no) (hablo | entiendo | leo | se | comprendo) [bien | mucho | muy bien] [el | en | hablar | leer] (espanol | castellano) [bien] | no spanish | i (dont | don't | do not) (speak | understand) spanish
        (tienen | tienes | hay | esta en) [en] (otro idioma | otros idiomas)
        """,
    "person": """
        [<ask>] [poder] [me] <speak> [con | a] <someone>
        (hay | existe) [alguna] (forma | manera) de <speak> con <someone>
        [<want>] [con] [una | un | otra | el | la | a] <who> <real>* | [<want>] [un | una] (ser humano | humano) | persona a persona
        <want> <speak> [por telefono | en persona | personalmente | directamente] con <someone>
        [<ask>] [que] [me] (comunicame | comuniqueme | comuniquenme | comunicarme | comunique | comuniques | comuniquen | comunicas | comunica | pasame | paseme | pasenme | pasas | pasa | pasan | pasar | conectame | conecteme | conectar | conectas | transfiereme | transfierame | transferir | derivame | deriveme | derivar | ponme | pongame | contactame | contacteme | contactenme | dame | deme | denme | enlazame) (con | a) <someone>
        [<want>] que [me] (atienda | hable | llame | escriba | conteste | responda | ayude) <someone>
        (<can> | <want> | quien | alguien | una persona | <someone>) [me] [puede | pueden | podria] (atender | atenderme | llamar | llamarme | contestar | contestarme | responder | hablar conmigo | hablarme) [<someone>] <real>*
        [<ask>] [que] [me] (llamenme | llamame | llameme | llamen | llame | pueden llamar | pueden llamarme | puede llamar | llamarme) [por telefono | al celular | a mi numero | a este numero | ustedes | mejor]
        (hay | esta | habra | existe) [alguien | una persona | algun <who> | un <who> | alguna <who>] <real>* [ahi | alli | aqui] [con (quien | quien pueda) <speak> | con el que pueda <speak> | que (me | pueda) (atienda | atender | atenderme | conteste | responda | hable)] [ahi]
        [ya] no (quiero | deseo | me gusta) [seguir] [hablar | hablando | chatear | conversar] con [un | una | el | la | este | esta | tu] <machine> [<want> [<speak> con] <someone>]
        [<want>] (atencion (humana | personal | personalizada | de una persona | por telefono | telefonica) | ayuda humana | ayuda de una persona | contacto humano | un contacto humano)
        """,
    "my_data": """
        [todos] mis datos [personales | guardados]* <here>* | mi (data | informacion (personal | guardada)) | [los] datos mios
        [<ask>] (ver | saber | conocer | consultar | revisar | mirar | descargar | leer | acceder a | tener | recibir | obtener | pedir | chequear | checar | veo | consulto | reviso | muestrame | muestreme | muestren | mostrar | ensename | dame | deme | denme | mandame | mandenme | enviame | envienme | pasame | verificar) [todos | cuales son | una copia de | copia de | acceso a] (mis datos | mi informacion | mi data | mi historial | los datos (mios | de mi) | lo que (tienen | saben | guardan | sabes | guardas | tienes) (de | sobre) mi) <hold>* <here>* <about_me>*
        [<ask>] [acceso a | una copia de | copia de | acceder a] mis datos [personales | guardados] <here>* | derecho de acceso | derechos arco
        [<ask> | <want> saber | <ask> (saber | ver | conocer | decirme)]* (que | cuales | cual | cuanta | cuantos) [son] [los] (datos | informacion | data | cosas) [personales | mios | mia]* [es la que | que] [ustedes | se]* <hold> <hold>* <here>* [guardada | guardados]* <about_me> <here>*
        (que | cuales) datos [mios | personales]* [ustedes] (guardan | guardas | tienen | recopilan | recogen | almacenan | guarda) [ustedes | aqui | mios]* | cuales son mis datos
        [<ask> | <want> saber | <ask> (saber | ver | conocer | decirme)]* [todo] (que | lo que) [es lo que] [ustedes | se]* <hold> <hold>* <here>* (de mi | sobre mi | acerca de mi) <here>*
        (tienen | guardan | tienes | guardas | tiene) [ustedes] [guardados | algun]* (mis datos | datos mios | mi informacion | algo de mi | algo sobre mi | informacion mia) <here>*
        """,
    "erase": """
        [<ask>] [que] [me | se | ya]* <delete> [ya | de una vez] <mine> <kept_here>* …
        [<ask>] [que] [me] (borrar | borren | borra | eliminar | eliminen | elimina) (datos | todo | toda) [mios | mia | personales] <kept_here>* | <want> (borrarme | eliminarme | que me borren | que me eliminen) <kept_here>*
        (borrame | borreme | borrenme | eliminame | elimineme | eliminenme | borrarme | eliminarme) <kept_here>* | me (borran | borras | borra | eliminan | eliminas) <kept_here>* | [<can>] (borrarme | eliminarme) <kept_here>*
        no (guarden | guardes | conserven) [nada de mi | <mine>] [mas] | [<want>] [el | la] (borrado | eliminacion | supresion | cancelacion) de mis datos [personales] <kept_here>* | [<want>] (ejercer) mi derecho (al olvido | de (supresion | cancelacion))
        [<want>] [que] (desaparecer | desaparezca | desaparezcan) mis datos <kept_here>*
        """,
    "privacy": """
        [ver | leer | el | <want> (ver | leer)]* (aviso | aviso (de privacidad | legal | completo)) | [la] privacidad | [ver | leer | la | su | las | sus]* (politica | politicas) de privacidad
        terminos [y condiciones] | [ver] terminos y condiciones | privacy [policy] | (tratamiento | proteccion) de [mis] datos [personales]
        (que (hacen | haces | hace) | para que (usan | quieren | son | guardan | piden | sirven) | como (usan | cuidan | protegen | guardan)) [con] (mis | los) (datos | mensajes) [personales | ustedes]
        (quien | quienes) [mas] (ve | ven | lee | leen | puede ver | puede leer | pueden ver | pueden leer | tiene | tienen | mira | miran) [lo que escribo | mis (datos | mensajes) | este chat | esta conversacion]
        (con quien comparten | comparten | van a compartir | dan a alguien | venden) mis (datos | mensajes) [con alguien | con (el gobierno | el estado | migraciones | la policia)]
        (es | son) (seguro | confidencial | privado | anonimo) [<bot> | escribir (aqui | por aqui) | hablar por aqui] | (esto | este chat) es (seguro | confidencial | privado | anonimo)
        """,
    "leave": """
        salir | salgo | me salgo | salirme | exit | salte | <want> (salir | salirme) | me <want> salir
        [<ask>] (salir | salirme | salgo | dejar | deja | dejemos | cerrar | cierra | terminar | termina | terminemos | finalizar | finaliza | acabar | abandonar | cambiar de | cambiar | cambiemos de | cambiemos | olvidar) [del | de | de este | de esta | este | esta | el | la | ese | esa | de ese]* (tema | conversacion | chat)
        finalizar | terminar | [ya] no <want> [hablar | seguir hablando | seguir] [mas] (de | con | sobre) (esto | eso | este tema | ese tema) | <want> (hablar de otra cosa | cambiar de tema)
        (hablemos | hablar | pasemos) (de otra cosa | de otro tema | a otra cosa | a otro tema) | (otro dia | despues | luego) (hablamos | seguimos | sigo)
        """,
    "cancel": """
        cancelar | cancela | cancele | cancelen | cancelo | cancelado | cancel | cancelalo | cancelarlo | anular | anula | anulalo | anule | <want> (cancelar | anular) [esto | todo]
        [<ask>] (cancelar | cancela | cancele | cancelen | cancelo | anular | anula | anule | detener | deten | interrumpir | dejar) (esto | eso | todo | la operacion | [el | este] formulario | [las | estas] preguntas | [la | esta] pregunta | [la | esta] encuesta | [el | este] registro | el proceso | este proceso | lo anterior)
        olvidalo | olvidelo | olvidenlo | olvida eso | dejalo [asi | ahi | no mas] | dejelo [asi | ahi] | dejemoslo [asi | ahi] | dejalo nomas | deja asi | deja nomas | deje asi
        mejor (no | dejalo [asi] | ya no | cancela | olvidalo | lo dejamos [ahi | asi] | lo dejo [ahi | asi]) | [ya] no <want> (seguir | continuar) (con (esto | el formulario | las preguntas | el proceso | la encuesta) | respondiendo | contestando | llenando)
        [ya] no <want> (responder | contestar | llenar | hacer) [mas | estas | esas | el | este | la | las | esta]* (preguntas | formulario | pregunta | encuesta | esto) | (salir | salirme) del (formulario | registro)
        """,
    "more": """
        mas mas* | [a] ver mas | leer mas | [<want>] (ver | leer | saber | conocer) (mas | [lo que sigue | el resto | lo demas]) | seguir [leyendo] | <want> seguir leyendo | sigue [leyendo | contando | por favor] | siga | sigan | sigamos | prosigue | prosiga
        continuar | continua | continue | continuemos | siguiente [parte | pagina | mensaje] | la siguiente | [<want>] (mas (informacion | texto | detalles | detalle | datos | info)) | next | more
        (dime | digame | cuentame | cuenteme | explicame | mandame | muestrame | enviame | dame | deme | pasame | escribeme | ponme) (mas [informacion | detalles | texto] | el resto | lo demas | lo que (falta | sigue) | la otra parte | la parte que falta | la siguiente parte)
        (manda | envia | muestra | pon | manden) (mas | el resto | lo demas | lo que falta | lo que sigue) | [y] (que mas | lo demas | el resto | lo que falta | lo que sigue) [dice | sigue | hay | falta] | y luego | y despues | quiero mas
        """,
    "up": """
        👍 👍* | pulgar arriba | [me] [fue | es | esta | ha sido] (util | utilisimo | muy util | bastante util | de mucha ayuda | de gran ayuda)
        [si | ya]* [me | nos] (sirvio | sirve | ayudo | ayudaste | ha servido | ha ayudado | sirvieron | fue de ayuda) [mucho | bastante | muchisimo | bien | un monton | de mucho | demasiado | la (informacion | respuesta) | tu respuesta]* [👍]*
        [eso | esto | justo | exacto]* (eso era | era eso | es lo que (queria | quise | necesitaba | buscaba) [saber]) | (muy | que) (buena | clara) (respuesta | informacion) | (buena | excelente) (respuesta | informacion) | me quedo claro | todo claro
        """,
    "down": """
        👎 👎* | pulgar abajo | [esto | eso | tu respuesta]* no [me | nos] (sirvio | sirve | ayudo | ayudaste | ha servido | sirvieron | ha ayudado | sirvio de mucho) [de nada | para nada | nada | en nada | mucho | esto | eso | esa respuesta | la respuesta | tu respuesta | lo que dices | esa informacion]* [👎]*
        no (era | es) eso | eso no (era | es) | no (es | era) [eso] lo que (pregunte | te pregunte | queria | quise | queria saber | buscaba | necesito | necesitaba | busco | quiero saber) | eso no (es | era) lo que (pregunte | queria | necesito | busco | necesitaba | buscaba | te pregunte) [saber]
        no (respondiste | respondes | responde | contestaste | contestas | contesta | respondieron | has respondido) [a] [mi pregunta | lo que (pregunte | te pregunte) | nada | bien]* | no (es | fue | era | me fue) (util | de ayuda) | inutil | mala respuesta | pesima respuesta | respuesta equivocada
        no (entendiste | entendio | entiendes | me entendiste | me entendio | me has entendido) [mi pregunta | nada | bien | lo que (pregunte | te pregunte)]* | [eso | esto] no tiene nada que ver | nada que ver
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

ALIKE: Final = ""
