"""The words that the sentences of commands are made of, in groups that command_phrases.py names as `<group>`.

Spelled as `chat_spelling.normalise` leaves them; slips are forgiven by the matcher. A group holds patterns (see
phrases.py), so that it may name other groups.
"""

from typing import Final

GROUPS: Final = {
    # Around any command.
    "polite": """
        hola | favor | alo | por fa | epa | epale | oe | oye | oiga | oigan | buenas | buenos dias | buen dia
        | buenas (tardes | noches) | muy buenas | saludos | que tal | como (estas | esta | estan) | por favor
        | porfavorcito | porfi | please | disculpe | disculpa | disculpen | disculpame | disculpeme | disculpenme
        | perdon | perdone | perdona | con permiso | [muchas | mil | muchisimas] gracias | no gracias | gracias por
        (todo | [la | su | tu] ayuda | [la | su] atencion | su tiempo) | [muy] amable | ok | okay | okey | okis
        | bueno | bien | pues | mira | mire | miren | senor | senora | senorita | senores | senito | sr | sra | srta
        | amigo | amiga | amigos | amigas | chamo | chama | chamos | pana | panas | mano | manito | causa | vale
        | hermano | hermana | hermanos | doctor | doctora | doc | jefe | joven | jovenes | estimado | estimada
        | estimados | puente | bot | ya | y | pucha | caramba | caray | oie | asu | vaya | si | claro | entonces
        | esto es spam | que (ladilla | fastidio | molestia | molestos | pesados | cansones | intensos | vaina)
        | muchachos | equipo | una (consulta | pregunta | preguntita) | ahora | ahorita | [ahora | ahorita | hoy]
        mismo | hoy | de inmediato | inmediatamente | cuanto antes | de una [vez] | [es] urgente | urgentemente
        | nomas | mas bien | a todos | (se los | se lo | te lo | les | te) agradezco | se agradece | (se los | se lo
        | lo) agradeceria | bendiciones | dios (los | te | le) bendiga | feliz (dia | tarde | noche) | (si es | si
        fuera) posible | [si] se puede | (les | le | te | se los) (pido | ruego) [que] | (les | le) agradeceria que
        | (hagan | haga | hagame | haganme | me hacen | me hace) el favor [de] | jaja | jajaja | ja | xd""",
    # How a request begins.
    "want": """
        quiero | quisiera | deseo | necesito | queremos | me gustaria | pido | solicito | exijo | prefiero
        | desearia | quisieramos | deseamos | necesitamos | me urge | queria | vengo a | voy a | deseaba | requiero""",
    "can": """
        puedo | puede | puedes | pueden | podria | podrias | podrian | podemos | se puede | es posible | me (puede
        | puedes | pueden | podria | podrias | podrian) | sera que [me] (puedo | puedes | pueden) | hay (forma
        | manera | modo) de""",
    "how": """
        como [hago | hacer | hacemos | se hace | puedo hacer | le hago] [para] | como [me] (puedo | se puede) | que
        (hago | hacer | debo hacer | tengo que hacer) para | de que manera [puedo] | donde [puedo]""",
    "ask": "<want> | <can> | <how> | [<want>] (saber | ver) <how>",
    "yes": "[si | claro que [si]] (<want> | me interesa | me interesan | me encantaria) | [si] (<can> | <how>)",
    # What we send, and how people name it.
    "alerts": """
        mensaje | mensajes | mensajito | mensajitos | mensajeria | aviso | avisos | alerta | alertas | alertitas
        | sms | notificacion | notificaciones | whatsapp | whatsapps | boletin | boletines | campana | campanas
        | publicidad | propaganda | propagandas | promociones | spam | recordatorio | recordatorios | novedades
        | comunicados | encuestas | textos | comunicaciones | ws | suscripcion | suscripciones | messages""",
    "things": """
        <alerts> | informacion | informaciones | noticia | noticias | cosas | tanta cosa | vaina | vainas | cadenas
        | correos | audios | tonterias | nada | publicaciones | comunicacion | texto""",
    "the": """
        la | las | el | los | su | sus | tu | tus | mis | esta | estas | este | estos | ese | esa | esos | esas
        | todos | todas | mas | de""",
    "these": """
        mas | ya | de | del | estos | estas | esos | esas | este | esta | esto | eso | ese | esa | sus | tus | su
        | tu | los | las | el | la | un | una | tantos | tantas | tanto | ningun | ninguna | otro | otra | otros
        | otras | con | nuevos | (este | ese) tipo de | ni un | ni uno | todos | todas | mis | mi | solo
        | automaticos | masivos""",
    "from_you": """
        de (ustedes | usted | este (numero | servicio | grupo | bot | canal) | esta (pagina | organizacion) | aqui
        | aca | su parte | parte de ustedes | la organizacion | puente) | a (este | mi | ese) (numero | celular
        | telefono | whatsapp | linea) | (al | del) (celular | telefono | whatsapp) | a mi | en (el | mi) (celular
        | telefono | whatsapp) | por (aqui | aca | este medio | este chat | whatsapp | sms | este numero | celular)
        | este (numero | celular) | nunca [mas] | mas nunca | jamas | mas | otra vez | nuevamente | todos los dias
        | todo el (dia | tiempo) | a cada rato | a toda hora | a diario | tan (seguido | tarde | temprano) | tanto
        | tantas veces | de noche | en la (noche | madrugada | manana) | (de | del | sobre | de la | de las | de
        los) <subject> [y <subject>]""",
    "glue": """
        <these> | <things> | <from_you> | <want> | me | nos | que | al | en | a | usted | ustedes | numero | celular
        | telefono | contacto | servicio | hora | siempre | tarde | noche | por favor | gracias""",
    "pre": "<want> | <aux> | me | nos | que | mas | ya | por favor | a mi | los | las | lo",
    "rest": "<glue> | <send> | <bother> | <sending> | ni | y | nunca | jamas",
    "subject": """
        salud | educacion | proteccion | escuela | politica | ayuda | ayudas | vacunacion | vacunas | covid
        | coronavirus | dengue | [el] colegio | charlas | talleres | campanas | higiene | lavado de manos | clases
        | matricula | becas | mi (distrito | zona) | emergencia | emergencias""",
    "of_this": """
        [de | del | a | al | en | con] [la | las | los | el | este | esta | estos | estas | ese | esa | esos | su
        | sus | tu | tus | todos los | todas las | todos sus] (servicio | servicios | lista | listas | <lists>
        | grupo | grupos | <alerts> | servicio de <alerts> | bot | chat | canal | base de datos | cadena | difusion
        | pagina) | de (aqui | aca | esto | ustedes | puente)""",
    "lists": "(lista | listado | grupo) de (difusion | contactos | <alerts> | envio | envios | ustedes)",
    "list": """
        (de | del) <the>* (lista | listas | listado | <lists> | grupo | grupos | difusion | cadena | contactos
        | agenda | base | base de datos)""",
    # Stopping.
    "stop_word": """
        baja | alto | stop | estop | pare | paren | parar | parenle | parele | parale | basta | vasta | stopall
        | stop all | unsubscribe | optout | opt out | desuscribir | desuscribirme | desuscribirse | desuscribeme
        | desuscribanme | desinscribir | desinscribirme""",
    "never": "no | ya no | nunca | jamas | nunca mas",
    "give": """
        me | se | nos | dar | darme | darnos | darse | den | des | doy | dan | das | da | dame | deme | denme
        | dennos | dale | denle | de | <can> | tramitar | tramiten | procedan con | procesen | gestionar | gestionen
        | poner | pongan | ponganme | dese""",
    "send": """
        manden | mandes | envien | envies | escriban | escribas | pasen | pases | reenvien | contacten | contactes
        | notifiquen | notifiques | textees | texteen | llamen | llames | avisen | busquen | <send_me>""",
    "bother": """
        molesten | molestes | fastidien | fastidies | jodan | jodas | frieguen | friegues | ladillen | ladilles
        | insistan | insistas | llenen | llenes | bombardeen | atosiguen | acosen | spameen""",
    "one_sends": "mande | envie | escriba | moleste | fastidie | joda | insista | llame | contacte | busque | hable",
    "aux": """
        interesa | interesan | sirven | gustan | (hace | hacen) falta | seguir | estar | volver a | deben | tienen
        que""",
    "go_on": """
        sigan | sigas | siga | vuelvan a | vuelvas a | vuelva a | anden | esten | estes | estar | seguir | sigan ya""",
    "send_me": "escribirme | mandarme | enviarme | molestarme | llamarme | contactarme | fastidiarme | escribirnos",
    "sending": """
        <send_me> | mandar | mandarnos | mandando | mandandome | enviar | enviarnos | enviando | enviandome
        | escribir | escribiendo | escribiendome | molestar | molestando | molestandome | fastidiar | fastidiando
        | joder | joderme | jodiendo | fregar | fregarme | fregando | ladillar | ladillarme | ladillando | llamar
        | llenar | llenarme | llenando | llenandome | contactar | spamear | spamearme | hacer spam | bombardear
        | bombardearme | insistir | insistirme | textear | textearme | notificarme | texting me | messaging me""",
    "leave_off": """
        dejen | deja | deje | dejar | dejas | dejense | dejate | paren | para | pare | parar | parenla | basta
        | cesen | eviten | terminen""",
    "switch_off": """
        detener | detengan | detenga | parar | paren | pare | suspender | suspendan | suspende | suspenda | cancelar
        | cancelen | cancela | cancele | cancelo | desactivar | desactiven | desactiva | desactive | desactivo
        | quitar | quiten | quita | quite | quito | apagar | apaguen | apaga | apago | silenciar | anular | anulen
        | anula | cortar | corten | corta | terminar | retirar | detengo | paro | apartarme de | renunciar [a]
        | renuncio [a] | darle fin a""",
    "take_me": """
        sacame | saqueme | saquenme | sacarme | quitame | quiteme | quitenme | quitarme | borrame | borreme
        | borrenme | borrarme | eliminame | elimineme | eliminenme | eliminarme | bajame | bajeme | bajenme
        | bajarme | retirame | retireme | retirenme | retirarme | botame | botenme | excluyanme | excluyeme
        | excluirme | salirme | irme | me [<want> | <can>] <take>""",
    "take": """
        salir | abandonar | sacar | quitar | borrar | eliminar | retirar | sacan | saquen | saques | sacas | saca
        | saque | quitan | quiten | quita | quite | borran | borren | borra | borre | eliminen | eliminan | elimina
        | elimine | retiren | retiran | retire | salgo | salga | retiro | borro | saco | quito""",
    # A person.
    "speak": """
        hablar | conversar | chatear | comunicarme | contactar | contactarme | contacto | platicar | comunicar
        | comunicacion | charlar | hablo | converso | comunico | ponerme en contacto""",
    "agent": "persona | asesor | asesora | agente | humano | operador | operadora | ser humano",
    "attend": "atienda | hable | llame | escriba | conteste | responda",
    "who": """
        <agent> | personas | humana | (trabajador | trabajadora | asistente) social | encargado | encargada
        | funcionario | funcionaria | representante | promotor | promotora | orientador | orientadora | responsable
        | ejecutivo | ejecutiva | licenciada | supervisor | supervisora | voluntario | voluntaria | especialista""",
    "someone": """
        [a] [una | un | alguna | algun | la | el | otra | otro | los | las | unos] [senorita | senor | senora] <who>
        <real>* | [a] (alguien | el equipo | [el] personal | ustedes) <real>*""",
    "real": """
        real | reales | de verdad | verdadera | de carne y hueso | humana | humano | viva | vivo | en vivo | en
        persona | de (ustedes | la oficina | la organizacion | atencion | puente | alla | ahi) | del (equipo
        | servicio | otro lado) | que me (ayude | atienda | entienda | explique | oriente | escuche | conteste
        | responda | pueda (ayudar | atender | orientar | explicar)) | que sepa | [y] no [con] [un | una | el | la
        | este] <machine> | en vez de [un | una] <machine> | aqui | por (aqui | telefono | este chat | este medio
        | llamada | whatsapp) | directamente | mejor | personalmente | porque no [te | le | les] entiendo [nada]
        | porque no me (entiendes | entiende | entienden) | (de | sobre) (mi (caso | problema | tramite | situacion)
        | esto | eso) | no entiendo [nada] | disponible""",
    "machine": "robot | robots | bot | maquina | maquinas | contestadora | grabacion | computadora",
    "call": "por (telefono | favor) | al celular | a (mi | este) numero | ustedes | mejor | hoy",
    "connect": """
        comunicame | comuniqueme | comuniquenme | comunique | comuniques | comuniquen | comunicas | comunica
        | pasame | paseme | pasenme | pasas | pasa | pasan | pasar | conectame | conecteme | conectar | conectas
        | transfiereme | transfierame | transferir | derivame | deriveme | derivar | ponme | pongame | contactame
        | contacteme | contactenme""",
    # Their data.
    "delete": """
        borrar | borren | borres | borra | borre | borran | borro | eliminar | eliminen | elimines | elimina
        | elimine | eliminan | elimino | suprimir | supriman | suprima | quitar | quiten | (borrado | eliminacion
        | supresion | cancelacion) de""",
    "mine": """
        [todos | todo | todas] mis (datos | mensajes | conversaciones | chats) [personales] | [toda] mi (informacion
        | data | historial | conversacion | cuenta | numero | perfil | contacto) [personal] | [mi] numero de
        telefono | mi (telefono | celular) | [todos] los datos (mios | de mi) | [toda] la informacion (mia | de mi
        | que tienen [de mi]) | todo lo (mio | que <hold> | que escribi | que te dije) | lo que (escribi | te
        escribi | <hold>)""",
    "kept_here": """
        de (su | tu | el | la) (sistema | base | base de datos | lista | memoria | registro | celular) | de mi | del
        (sistema | bot | chat | servidor) | de (aqui | aca | ahi | ustedes | puente) | de este (chat | bot | numero
        | servicio | whatsapp) | que (tienen | tienes | guardan | guardaron | guardas) | por completo
        | completamente | para siempre | definitivamente | tambien | personales | todos | todo | toda | ustedes
        | mios | guardados""",
    "hold": """
        tienen | tienes | tiene | guardan | guardas | guarda | guardaron | saben | sabes | sabe | almacenan
        | almacenas | conservan | han guardado | estan guardando | manejan | recopilan | recogen | registran""",
    "look": """
        ver | saber | conocer | consultar | revisar | mirar | descargar | leer | acceder a | tener | recibir
        | obtener | pedir | chequear | checar | verificar | veo | consulto | reviso | muestrame | muestreme
        | mostrar | mostrarme | ensename | dame | deme | denme | mandame | mandenme | enviame | envienme | pasame
        | dime | digame | diganme | decirme | dices | dicen""",
    "data": """
        que | cuales | cual | cuanta | cuantos | lo que | los | la | son | es | todo | toda | todos | datos
        | informacion | data | cosas | guardado | guardados | guardada | mia | mios | ustedes | algo""",
    "about_me": "(de | sobre | acerca de) (mi | mi persona) | mios | mia | mio",
    "here": """
        aqui | aca | ustedes | usted | en (el | su | este | tu) (sistema | chat | bot | numero | servicio | base de
        datos) | este (chat | bot | numero) | el bot | guardados | guardado | guardada | registrados | personales
        | puente""",
    # The rest.
    "bot": """
        [con | en] (este | el | tu | su) (bot | chat | numero | servicio | asistente | whatsapp | robot | chatbot)
        | esto | puente | aqui""",
    "about": """
        (de | del | sobre | de la | de las | de los | para | y | y de) [mi | las | los] (<subject> | documentos
        | migraciones | refugio) | por (aqui | whatsapp | este medio | sms | mensaje | este numero | celular) | otra
        vez | de nuevo | nuevamente | tambien | de ustedes | a (mi | este) (numero | celular | whatsapp | telefono)
        | a mi | al (celular | whatsapp) | siempre | gratis""",
    "warnings": """
        mensajes | mensajitos | avisos | alerta | alertas | alertitas | sms | notificaciones | boletines
        | recordatorios""",
    "news": "<warnings> | noticias | novedades",
    "of_news": "de [los | las | mis | tus | sus] <news> | que (quiero | me interesan | recibo | me llegan)",
    "rechoose": """
        cambiar | cambio | cambia | cambiame | cambien | cambie | cambiarme | modificar | modifico | actualizar
        | actualizo | editar | elegir | elijo | escoger | escojo | seleccionar | configurar | quitar | agregar""",
    "join": """
        inscribirme | inscribir | apuntarme | apuntame | apuntenme | anotame | anotenme | anotarme | registrarme
        | apunto | inscribo | inscribanme | inscribeme | afiliarme | unirme | agregame | agreguenme | ponme""",
    "speak_in": """
        <ask> | en | in | em | an | hablar | hablo | hablas | habla | hablame | hableme | hables | hablen
        | escribeme | escribir | respondeme | responde | respondas | contestame | cambiar | cambia | cambiame
        | cambie | cambio | pasar | pon | poner | ponlo | el | al | a | de | idioma | lengua | que | me | mejor
        | solo | usar | usa | chat | menu | (do | can) you speak | i (speak | want) | speak | to | change | switch
        | language | only | voce fala | fala | falar | falo | eu falo | quero | parlez vous | je parle | parle
        | parler | eske ou pale | mwen pale | pale | tienen | tienes | hay | entiendo | entender""",
}
