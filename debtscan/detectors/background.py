"""What is frequent in any Python code, by powers of two; made by tests/benchmarks/make_background.py.

From mkdocs (BSD-2-Clause), sqlite-utils (Apache-2.0), pytest and SQLAlchemy (MIT); of them, frequencies alone.
"""

# fmt: off

TOKENS = 693838
FILES = 355

TOKENS_OF = {
    5: """
1a422711 201cc7d5 20211ebd 204c5eb9 207fd4a0 20d53c8d 20d5424a 20d9e6ac 20dae7ac 20e4fa78 20fc33b1 21005277 210baaf6
21100f11 2129e436 21667cd9 216e7ad7 218d7e9d 219943ce 21cde7a2 21d06555 21d39602 21e5745e 21fcdc24 223705d1 22651e48
22712200 22811a8a 2286d72b 229da062 22c0539e 22d721a5 2302fa1b 231866e7 2328780b 233e692e 2358958e 235b854e 23743ff1
23ac2d0c 23bcfc8e 23c4997b 23d8746b 23e16b56 23e80e1c 240f5beb 241f3b0a 2420ce4f 2432b8c1 2446992f 244e3f33 249db165
24b523a8 24d5f44a 24f6cc55 25171008 252441c2 25299398 2538b1f4 253ba820 253c42b9 254aaa44 25ae2396 26035383 2612665a
2622a897 262a4319 262c6cfc 265533e9 26591eaf 266111a2 2674e474 2674f271 267e128d 26aa70b6 26c84883 26d6e0f2 26db87ef
26dcd3e5 2701b297 271b0904 271c7e68 27698a6a 277fc101 27a91e0b 27c2b908 27c331c7 27e8a042 28089904 280d82c6 2815cdaf
2824a5cf 283545d1 283bfb99 28440aa7 2849c633 285f7bd7 2861d8d7 2861e7b2 28a45257 28a86a2b 28c3c3d2 28f35a06 28f6513c
28f7b16f 290c1af7 29465863 2948e5c1 295616b6 296ac875 299d544e 29ec9d25 29f5620b 2a39a1e8 2a40e798 2a4f667d 2a5071e0
2a5b6ae9 2a7c2214 2a898239 2a95e9c4 2aafdd9d 2ab3a1cc 2ac664ef 2afdb393 2b072545 2b0c9b0f 2b0d83e8 2b1eae12 2b36786b
2b54fe6d 2b660d02 2b6c4ff2 2b71cbf4 2b79965d 2bb2a496 2bbc270c 2bc9122c 2bd08434 2bdb2615 2be4c0ca 2bf22bdd 2bf54558
2bf59913 2c06ea63 2c0be965 2c0e566b 2c331ad2 2c37dc46 2c43af6e 2c51531d 2c630b12 2c6b7f64 2c85f671 2c9d5846 2c9ea68a
2ca36441 2cba8671 2cd578b7 2cd6736b 2cde149e 2ce54c67 2cf55e04 2cf6707f 2cfe579f 2d1970f4 2d310bc9 2d60bdb1 2d768ad4
2d8f9346 2de5e54c 2e0a377f 2e12d58b 2e3269d8 2e443ef2 2e51ccb7 2e59633c 2e8ba377 2e8bb548 2e8c016f 2e9d78e8 2ea6c95c
2ea750e8 2ed68f59 2edbf54c 2f041fbb 2f0bc4df 2f19a1d2 2f1cd3c3 2f53f276 2f5484d2 2f5ad726 2f5dd4e5 2f727085 2f9677c2
2fa4ce15 2fb73234 2ff13fa6 2ff9ec48 2ffd4984 315d25e1 337750ea 365a1577 36f40502 37366f35 3a005713 3d076785 3db87a14
3f5344cd 404365e3 40b9034c 4208d141 43b408aa 43defc25 4465ca97 44b3383c 45ad9fea 45d754ab 484d049a 48b5add1 4add719f
4bad7dc5 4c02173a 4dae31f5 4dd09d09 4eaeca12 4fa24204 5060b8c4 508bd726 509bb013 51464634 515b8402 5166da1a 516d9dea
517d9eb2 51833c90 51d26832 51d47174 522a20a0 52510c99 5254b53e 529ce1ac 52e1817d 52f39486 52f6abb3 5393d2fb 53b1f670
53d06987 5437d7d1 54412881 54470221 544b1c0b 54584355 547645ae 54bd87cc 54c88277 54f53ecd 550a393e 557fe845 571c980c
57509dcf 57a6a781 57d64feb 585bd084 586a9bdc 587e13f3 58c73dc4 59279d39 5937c1af 595dbda3 597e87a1 59a9d7cf 59ab3e67
59baf8f9 5a62bd49 5a992d53 5a9b4290 5afb5ac1 5b537415 5b893157 5b8ba7c7 5c4c8d0d 5c825e44 5c85f671 5cb9e534 5ceeb0a9
5d3d05fc 5d6dd82a 5da81d0a 5db9c8ff 5dc62389 5dc82b0a 5dd38f8a 5de12341 5e1f4df5 5e2c2185 5e54d0fa 5e5fdf9c 5e9a7b23
5f018c96 5f91a986 5fce0ef3 607c51be 618817c7 621328eb 622dfdb7 628997f4 633cec05 6355066b 63875a49 63f3c6ca 64f3f7b4
6594a846 66272b49 67b53f3e 67e8a042 692a5459 6b662431 6bf2eac0 6d83d1dd 6facd7fb 70256478 70f60235 710cf77c 716c6b94
722467fd 7263ac4f 728aa3ff 729c26b3 729f66b0 72a64fc4 748e44ec 753b8e41 75630337 757f6a8e 75b1f106 75cc9ef5 760a74e3
76298f46 7666d46c 767cec44 76d1890f 789a4134 78ed23f1 79aa3ecd 79b3c84b 79d3f230 7ad24b96 7b662431 7b71cbf4 7ca547a7
7dac0f9e 7e4d97e1 7e5fdf9c 7ec2207e 7ecaead4 7f0dc393 80ce125e 81d3cf4e 825f9994 826b4e40 85dd3aa4 8a325d18 8b23334a
8dfc6dc2 9890e20e 9f8109b1
""",
    6: """
100f6a70 1c11087f 1e357e0e 20150522 202bb417 20370d51 20397dc7 205de997 209ba509 20a25677 20cf19b2 20daa798 20ec64e5
2134dab6 216c6b94 217d9eb2 218f7629 2196c88d 21a87b6a 21b5df8c 21b6de1a 21bef955 2241aa1d 227d9a24 22911b5e 2293167c
22b8b9f6 22c8500a 22ccfeeb 22ebe523 23123a07 23262a4a 232f4188 2355066b 23680e35 23b1868e 23bdb86a 23c26572 2407c5bb
240ab620 244645ed 24470221 246d7700 2474526c 24876e1c 248d622a 24c51ec9 24c7a4c5 24e8ee8a 24f11052 24fa5726 24fa7c89
2506e41d 25613045 25622ede 256cebcb 25813692 25a194b1 25b29297 25e8b08e 2606c2fe 26133883 2615855d 261d1896 26354059
2641fd64 265b1516 2668d8d2 266a50c6 26bd8e2f 26f03890 26f4f95b 26f9cfc6 271c980c 272c4ac0 272e836a 2784e37e 27b53f3e
27b56801 27ba704b 27c0246a 27ca47ab 27cc8c92 27eecd5e 27f45348 2808a3d2 286e2478 28d45ec1 2904fed2 292db1d9 2940a7fe
2940c8a5 2949e612 2967cf20 296e2794 2981a66d 29c31348 29ea6d99 29f13485 29f2984f 29f52967 2a0e36b9 2a6da1a3 2a816203
2a8600b0 2a92e852 2aa225ea 2ab3db55 2ad4eacd 2aff8248 2b0541ba 2b20a85f 2b219d70 2b349f91 2b439555 2b590fd0 2b5f6e7a
2b74a43f 2b82babf 2b8c6d98 2bb8880c 2bcacc29 2bccd316 2be34445 2c1bfec5 2c242628 2c40245f 2c462584 2c4b5969 2c4d6532
2c6dedd8 2c822271 2c8e2f3e 2c8eac13 2c9d2445 2ca5e185 2caedc7f 2cbfecd3 2cd55cc6 2ce63325 2cecf817 2cf0e843 2cf3340b
2d113b0a 2d350fdf 2d4b23d5 2d6dd82a 2d6f5ad9 2d815e4e 2d88d6e2 2da81d0a 2df08ef6 2e2eac91 2e593a60 2e75ac8e 2eb60818
2ebeae51 2ec530a9 2f0f9344 2f123eee 2f1dc540 2f396750 2f5d4b60 2f7d58d2 2f91a986 2fa1453c 2fae8d3a 2fc1667c 2fc98e6d
2fd609e6 2fd6e0fb 33b61b38 34b12bae 3f9aba5a 4733df6a 4abb0809 4abd5910 4cde0511 4dba6986 4dbf18ba 4dc4c57a 50152287
50db5176 51476be7 519b9e70 51a87b6a 52633881 52c0539e 535e00df 536ac113 53f4bc28 543d882d 543fb00f 545a6f27 5464a21f
54950897 54bdb5eb 55613045 557f6a8e 5594a846 561b2ea2 5666d46c 566a8823 5674f271 567f8586 56b8b25d 56dfe0da 57153098
57862119 59cf1342 59fb1805 5a2425b9 5a28019a 5a304083 5a8600b0 5abc831e 5b14c450 5b74a43f 5bbec2a6 5bd046f6 5c5e6b63
5c8ab72f 5ce63325 5d53877e 5d783671 5d92c8f1 5d93e8f2 5de44026 5e284468 5eb60818 5f123eee 5f143414 5f7f7c02 60dc99dc
61bd3126 621d9546 6451dab1 658c91f0 66db87ef 6779f9d1 678dac68 6820d05a 68749281 6b98a91b 6dd02acf 6f396750 6f5ad726
7114b4f6 729d3b0c 72f62ba7 730181c4 73364a8e 7380d30a 74542b1e 74caf6ab 74fa7c89 76550144 779b663a 78801d30 79a6aef7
7a0bea04 7a1e9cbb 7a5bc505 7aa74ce6 7b893157 7bb0ffbd 7c6d6624 7cc65509 7d0de6ed 7d113b0a 7d6b7a5f 7d8f9346 7dbabb82
7dc044c5 7e28d2cd 7e9a7b23 7ea750e8 7f1b8cb4 7f424725 82e5e83a 8398f999 8af2b6c0 9c9ffeea 9f7509f8
""",
    7: """
10d455fd 1363f226 139dff82 18744593 19d3d2d4 1bb1d29a 1c7c50da 1d6d930a 1edaf519 1f1f8386 200e173e 20116cc4 2035fa87
2042b7fa 205c360f 2060b8c4 20af55d3 20b4fe61 20bb8bf2 210cf77c 211ee94d 217fe05e 219b9e70 21beeff9 21c0461c 21c2774d
22323ea2 22334940 2241fc0e 22b35429 22f6abb3 23b914ab 23da1147 23f3c6ca 2405ca2c 242f7784 244a075d 244e78b2 2451dab1
2486d3d9 2488f302 248e44ec 24950897 249d99dc 24bad7bd 24c8f818 24eb4a92 24f53ecd 2500ae27 250e7db6 251bf597 252ee715
256a5aa8 257fe845 268146f6 269348fe 26bd307f 26ccf353 26d32be0 26effdcf 27087e10 27153098 271b1284 27311794 27862119
27ccd046 27d4d3cf 27d64feb 27dfba65 281e660e 28305601 2848f94f 28662993 289351a6 28a1411f 28adabec 28dd4acc 29308930
294a8ef2 298b6624 29b2da48 29d6a3e8 29dc647c 29fb1805 2a2425b9 2a5a118e 2a5bc505 2a8bf4a1 2a9562fa 2aeacc13 2b0ac324
2b180fc1 2b893157 2b978f9f 2bae0aa7 2bbec2a6 2bc4bcd9 2bf0b57d 2bf2eac0 2c09ff9d 2c0db02d 2c5e6b63 2c9f3610 2d380cce
2d82d616 2da83841 2dc044c5 2dddbc71 2df3f363 2e011474 2e284468 2e485af1 2f018c96 2f143414 2f37a13b 2f3f68c5 2f60e67c
2f79558f 2f8a7f73 2fa0e526 2fb2c373 2fc826f0 42442a63 46d700fa 488c159b 4d057417 5044d5d4 51005277 51228e2b 525d857e
527a3343 52c94c1c 531ce001 54ca7514 552441c2 5612665a 562eaafb 57626ab2 588e4152 58a1411f 59308930 598b6624 59f77366
5a67e768 5bb2bc61 5bd58f8b 5c3016c1 5ccec0b7 5d775834 5f6ec5ea 64c7a4c5 65813692 66f03890 678bbb67 692db1d9 69749b3a
6b490f57 6bbec2a6 6cde5729 71be79de 71f59a11 72658270 73184dc9 79bab105 7a8600b0 7ab2088b 7aedbecc 7bb9492c 7c9d2445
7cc2b052 7d1a73e7 7eba72df 7f6310de 97f59b6d 9db77587
""",
    8: """
13e32adf 152e4b0d 1890e20e 1945450b 1e70d424 2044d5d4 20736701 20fcc689 2101f268 21089c5c 2114b4f6 2166da1a 22079eb1
2230b1de 225fdbbd 22b6f7ca 2325d3ee 23f4bc28 2430f6db 247645ae 247e2314 24afcc6d 24bdb5eb 24ca7514 257f6a8e 2608f040
26095512 263e2ec7 266a8823 266c3671 266f2ffc 26a81bf7 26f621ee 27198fcc 27870dd0 278bbb67 27a6a781 27f8686e 2862575d
28749281 28875cac 288a5faf 288b978a 28931805 28a81a8d 28b7be43 29027c2d 2a28019a 2a2d7254 2a62bd49 2a67e768 2aa74ce6
2ab04511 2af6c220 2b0ecf0b 2b643b84 2c0d8bf6 2cbeb154 2ccec0b7 2cde5729 2d8e604f 2dc82b0a 2de12341 2e07ed22 2f6ec5ea
2f7f7c02 2fce0ef3 3ad5be0d 3dd28e9b 51405e39 5358958e 544a075d 548a2f7c 56298f46 581169a8 58305601 58a81a8d 58b5a4e4
5b548b0f 5cde5729 5d8e604f 5e66b2a3 5f146842 5f687bd6 622c89fb 62b8b9f6 64c8f818 65a029f3 661425dc 66772957 6caea3f9
6dd56714 711ee94d 757cf28b 761d1896 76614518 78253578 79d0b716 7abfcb8d 9137067c 979e3f0f 9fec8e4e
""",
    9: """
17ddb3f8 1869cb72 1f8109b1 1fc1a387 20db5176 21405e39 220013c5 225d857e 235e00df 23b1f670 248a2f7c 261b2ea2 26298f46
2666d46c 26e0e905 288e4152 28b5a4e4 29583520 29f77366 2b548b0f 2b8ba7c7 2bd66adf 2be8e5d3 2bf21cde 2c389e28 2caea3f9
2cdc1683 2d53877e 2dc62389 2e2a684f 2f1b251e 2f5c935b 2f687bd6 2fda7a5a 4762ae69 50b4fe61 56b9df6f 5a90aba9 5bd66adf
5d4ece1d 5e237e06 66c1da0e 6aff8248 6c0c38eb 7861d8d7 7d3b2e70 7f3ad7ac 84c55e77
""",
    10: """
11ef4fab 13591650 1433689f 15d54739 19063bca 19b9265b 1c9ffeea 1cb6e20c 1db77587 1ebe16cd 1ed4e242 21228e2b 236ac113
2393d2fb 2594a846 26b9df6f 2a90aba9 2d102ce7 2e237e06 2e66b2a3 33dcefb7 34dbdf21 6044d66b
""",
    11: """
14deae1d 15091701 15bb558b 17f59b6d 18669b99 1a0c4734 1a43b61b 1dcee3b3 1f7509f8 29b1440c 2d775834
""",
    12: """
1805fd75 1ceae297 1fec8e4e
""",
    13: """
1137067c 179e3f0f 17d8c2c4 191aa170 1d4ece1d 1ebb67f1 1fa2aff1
""",
    14: """
17b74777 2b4b3963
""",
    15: """
10b077e1 10da836e 140e363f 1a6aa39c
""",
}
WORDS_OF = {
    3: """
@...util.memoized_property @..util.non_memoized_property @..util.ro_memoized_property @..util.ro_non_memoized_property
@_pytest.fixtures.fixture @functools.lru_cache AssertionError BindParameter Column ColumnElement ColumnsClauseRole
CompileError Connection Integer NULLTYPE OrderedSet PASSIVE_OFF PathLike Table VersionInfo WhereHavingRole
__clause_element__ __code__ _annotate _columntoproperty _compiler_dispatch _config _dbapi_connection
_execution_options _from_objects _generate _isnull _json_deserializer _limit_clause _propagate_attrs _type_affinity
_where_criteria a:BinaryExpression a:Collector a:ConnectArgsType a:CoreExecuteOptionsParameter a:CursorResult
a:DBAPIModule a:Engine a:Error a:ExceptionInfo a:Executable a:ExitCode a:False a:IsolationLevel a:MapperProperty
a:MetaData a:MkDocsConfig a:ModuleType a:PassiveFlag a:PathLike a:QueryableAttribute a:ReadOnlyColumnCollection
a:SQLCompiler a:Select a:T a:Table a:TestReport a:TypeGuard a:VersionInfo a:_BindProcessorType a:_EntityType
a:_InfoType a:_InstanceDict a:_LiteralProcessorType a:_ResultProcessorType a:_T_co a:_Ts a:_TypeEngineArgument a:os
a:roles a:set a:slice action activ add_cleanup addini ae against anon api appl argnam arra attrnam autoflush batch
befor begin bind_processor boolean bulk cache cascad cfg check_ispytest child class_manager clon clos collation
collector colnam comment common compar condition configur conflict contain contextmanager convert cop create creator
crit criteria criterion ctx d:abl d:accord d:addition d:addres d:agnostic d:alias d:alt d:alternat d:alternativel
d:annotat d:appear d:applic d:apply d:arbitrar d:around d:arra d:assertion d:asyncio d:attach d:auto d:automatic
d:avoid d:b2 d:bar d:basi d:basic d:becom d:begin d:behalf d:behav d:binar d:built d:captur d:cascad d:certain d:chain
d:child d:clauseelement d:clean d:clear d:coerc d:coll d:columnelement d:commit d:committ d:comparator d:compatibl
d:component d:compos d:composit d:conn d:consist d:construction d:consult d:contrast d:correct d:correctl d:cre
d:criterion d:cursorresult d:dat d:datatyp d:datetim d:db d:declarativ d:deferr d:definition d:dependenc d:dependent
d:descriptor d:desir d:detach d:diff d:dir d:direct d:discard d:dispos d:dml d:doc d:dropp d:due d:duplicat
d:dynamicall d:effectiv d:embedd d:enclos d:encod d:entirel d:environment d:evaluat d:executabl d:executeman d:expr
d:ext d:extend d:fact d:factor d:faq d:few d:field d:filenam d:find d:fir d:fix d:fixtur d:fn d:foreign d:formatt
d:fromclaus d:futur d:gener d:gett d:giv d:global d:guarante d:happen d:hash d:hav d:hierarch d:high d:histor d:html
d:identical d:illustrat d:impl d:implicit d:implicitl d:incom d:inheritanc d:inspection d:install d:instancestat
d:intercept d:interpret d:invalid d:involv d:isn d:iterabl d:keep d:label d:larg d:laz d:lead d:least d:leav d:length
d:les d:listen d:loc d:locall d:locat d:log d:logg d:logic d:lookup d:low d:main d:maintain d:max d:memoiz d:memor
d:meta d:miss d:multi d:myclas d:necessar d:necessaril d:net d:nod d:normal d:normaliz d:obtain d:occurr d:often
d:onto d:open d:operat d:opt d:org d:originat d:oth d:our d:overridden d:own d:pag d:partial d:pend d:phas d:pk
d:pleas d:position d:post d:potentiall d:preferr d:prepar d:presenc d:preserv d:prevent d:prior d:privat d:progres
d:propagat d:public d:qual d:queryguid d:quot d:raw d:real d:reduc d:reflect d:reflection d:refresh d:regard d:registr
d:regular d:relevant d:renam d:resourc d:restor d:roll d:rollback d:root d:sa d:sav d:savepoint d:scenario d:schem
d:selectabl d:shar d:show d:shown d:siz d:skipp d:someth d:sort d:sourcecod d:specificall d:statu d:stop d:stream
d:subsequent d:suit d:supersed d:suppl d:sur d:sys d:tablenam d:taken d:temporar d:therefor d:thing d:though
d:timestamp d:tip d:togeth d:token d:total d:track d:transform d:travers d:treat d:turn d:tutorial d:typical
d:ultimatel d:unchang d:unconditionall d:unif d:unit d:unlik d:url d:usual d:validat d:valueerror d:var d:variant
d:variou d:ver d:whenev d:whol d:whos d:word d:written d:zero dat datetime db ddl decimal declarativ deferr delete
deprec depth dequ desc descriptor deserializ diff director dirname disabl distinct driv dumps e:AssertionError
e:CompileError e:except:IndexError effectiv empt empty encode end entity enum env environ escap et eval
exec_driver_sql executeman executemany expand expir extension fetch fetchone final fix fixture foreign_keys
from_iterable frozenset fspath function generativ get_verbosity getoption getter getvalue global guard head help
highlight i:collections.abc::collections_abc i:contextlib i:dataclasses i:datetime:: i:decimal i:exceptiongroup i:io
i:json i:pprint i:pytest:: i:textwrap i:textwrap:: i:time i:traceback i:traceback:: i:typing:Collection:
i:typing:TypeGuard: i:typing_extensions i:urllib.parse identifier_preparer importlib in_ indexes initial input inst
instance_dict instrument integ interfac interrupt is_aliased_class is_dir ispytest issuperset ke keyboard kind kwargs
l:#100 l:#11 l:#6 l:#8 l:='%s' l:=0 l:=1 l:=2.1 l:=:: l:=SERIALIZABLE l:=__name__ l:=__version__ l:=all l:=append
l:=call l:=general l:=parententity l:=rb l:=s l:=schema l:=session l:=store l:=store_true l:=strict l:=text l:=type
l:=user l:=w l:action l:adapt l:against l:alia l:alias l:alt l:alway l:annot l:assign l:associat l:attempt l:attr
l:autoincrement l:automaticall l:becaus l:begin l:binar l:bind l:boolean l:both l:build l:captur l:cascad l:char
l:charact l:col l:collect l:comment l:commit l:count l:criteria l:cursor l:custom l:dat l:data l:datatyp l:db l:def
l:default l:deferr l:detail l:dir l:distinct l:doesn l:driv l:drop l:duplicat l:dur l:eith l:en l:encod l:end
l:establish l:exclud l:expir l:explicitl l:extension l:filt l:find l:fixtur l:flag l:fn l:follow l:function l:general
l:group l:her l:hook l:how l:html l:identifi l:inform l:inherit l:initializ l:insid l:instrument l:internal l:isol
l:issu l:json l:label l:least l:left l:legac l:length l:link l:literal l:main l:manag l:max l:mean l:messag l:metadata
l:meth l:mkdoc l:multi l:nativ l:nest l:nullabl l:numeric l:obj l:offset l:open l:operator l:org l:output l:outsid
l:packag l:parententit l:part l:plac l:populat l:port l:post l:prepar l:produc l:prox l:quot l:raw l:rb l:receiv
l:rend l:repeatabl l:report l:request l:right l:rollback l:run l:runn l:scalar l:scop l:search l:selectabl
l:serializabl l:sid l:sinc l:sort l:sourc l:specific l:strateg l:styl l:subclas l:subject l:subquer l:sys l:tak
l:teardown l:temporar l:timestamp l:token l:transaction l:try l:uncommitt l:unicod l:union l:uniqu l:unsupport l:use
l:variabl l:via l:work l:writ limit link loc local_table logger lru_cache lstrip main mark mayb memoiz message mk
modules n:activ n:alia n:annot n:assert n:async n:bindparam n:boolean n:build n:bulk n:cast n:clon n:cod n:coerc
n:comment n:count n:criteria n:current n:dat n:datetim n:db n:ddl n:delitem n:description n:dialect n:dispatch
n:dispos n:distinct n:effectiv n:engin n:ensur n:escap n:executeman n:execution n:exit n:expr n:extend n:extra
n:factor n:failur n:fetchall n:fetchon n:finaliz n:find n:fixtur n:flush n:fn n:gen n:getstat n:gett n:go n:hook n:id
n:identifi n:identit n:initializ n:inn n:instrument n:internal n:invalidat n:json n:label n:last n:limit n:lin
n:listen n:log n:lookup n:main n:manag n:map n:mark n:memoiz n:mod n:modif n:modul n:multi n:namespac n:nativ n:ne
n:nest n:nod n:non n:normaliz n:null n:op n:operat n:ord n:ping n:pk n:plugin n:pop n:populat n:primar n:propert
n:quot n:record n:regexp n:rend n:revers n:sessionfinish n:setitem n:setstat n:singl n:sort n:specific n:sql n:subclas
n:support n:target n:teardown n:temp n:tim n:tupl n:twophas n:typ n:unconfigur n:user n:view n:writ nativ need nest
node non_memoized_property normaliz nullabl nullable num numb numeric omit onclaus operate order order_by origin
outcom output packag pair parameters parse_version_string partition patch pend per ping pks platform plugins popleft
populat port pre precision preparer prev print python queryabl quote real recursiv refresh registry rep reset
result_processor ro_memoized_property ro_non_memoized_property rootpath runtim saferepr scan seen select_from
selectable sentinel serializ set_isolation_level show sid skipp state_str statu stderr stdout stream strict subquer
synonym syntax system tablenam tables temp timedelta timeout to_instance to_list tracebackhid translate_connect_args
travers traversal traverse ts tup tw unicod unique urllib valid validat version_info visitors warning when where wrapp
writ xid yield ~count ~dateformat ~environ ~listing ~mkdir ~module ~normpath ~suffix
""",
    4: """
@..util.deprecated @..util.memoized_property @..util.preload_module @_pytest.config.hookimpl
@contextlib.contextmanager @staticmethod AttributeError EMPTY_DICT Error ExpressionElementRole NO_ARG Path Sequence
__doc__ __import__ __module__ __mro__ __new__ _annotations _clone _typing a:BindParameter a:ClauseElement a:Collection
a:Column a:Connection a:DBAPIConnection a:DBAPICursor a:Exception a:FromClause a:Generator a:InstanceState a:Item
a:Mapper a:Mapping a:OperatorType a:Parser a:Path a:PoolProxiedConnection a:Row a:Session a:Set a:True a:TupleAny
a:TypeEngine a:URL a:Unpack a:_ColumnExpressionArgument a:_O a:bytes a:float a:util abc abspath abstract addoption
alia alias all allow and_ annot any assert assertion async attributes autocommit binar bindparam call callable chain
char class_ clauses clear co cod coerc coercions coll collect coltyp columns commit comparator compile compiled const
constraint content contextlib cor count d:about d:abov d:acces d:access d:accessor d:account d:acros d:action d:activ
d:actual d:actuall d:adapt d:additionall d:affect d:alia d:along d:annot d:anoth d:append d:assert d:assign d:attempt
d:back d:backend d:background d:backward d:becaus d:below d:bind d:block d:build d:bulk d:caus d:charact d:class
d:clos d:col d:collect d:com d:combin d:command d:common d:compar d:comparison d:compatibilit d:complet d:condition
d:config d:conjunction d:consid d:consider d:constraint d:constructor d:consum d:content d:continu d:control d:cor
d:count d:criteria d:cursor d:ddl d:declar d:decorator d:depend d:deprecat d:deriv d:describ d:description d:detect
d:different d:director d:disabl d:distinct d:doesn d:don d:driv d:emit d:emitt d:enabl d:entir d:entit d:entr d:escap
d:ever d:exactl d:exc d:expect d:expir d:explicit d:extension d:extra d:extract d:fail d:featur d:fetch d:filter
d:final d:flush d:follow d:format d:found d:functionalit d:furth d:general d:generall d:group d:help d:http d:ident
d:identifi d:identit d:ignor d:immediatel d:individual d:info d:inherit d:init d:initial d:initializ d:inlin d:input
d:insid d:inspect d:instrument d:intend d:interfac d:internall d:invoc d:issu d:iterat d:iterator d:json d:kind
d:known d:kw d:last d:lat d:limit d:link d:list d:literal d:local d:look d:mak d:man d:manag d:map d:memb d:merg
d:messag d:metadata d:might d:mod d:modif d:modific d:most d:mov d:my d:mysql d:namespac d:nest d:nev d:newl d:next
d:now d:null d:obj d:occur d:off d:old d:omitt d:operator d:oracl d:order d:original d:output d:outsid d:over
d:overrid d:packag d:pair d:pars d:pattern d:pep d:persist d:plain d:plugin d:populat d:positional d:postgresql d:pre
d:prefix d:previou d:previousl d:print d:process d:propert d:prox d:purpos d:py d:rath d:re d:reason d:receiv d:record
d:referr d:regardles d:regist d:register d:relat d:relationship d:relativ d:releas d:remain d:rend d:render d:report
d:request d:reset d:resolv d:right d:rul d:runn d:scalar d:scop d:search d:second d:section d:sent d:separat d:ser
d:serv d:set d:sett d:setup d:sid d:similar d:simpl d:sinc d:skip d:sourc d:sqlit d:standard d:start d:step d:stmt
d:stor d:strateg d:structur d:sub d:subclas d:subject d:subquer d:subset d:synonym d:syntax d:system d:toplevel
d:transaction d:try d:und d:unicod d:uniqu d:until d:useful d:util d:valid d:variabl d:view d:want d:way d:wrap
d:wrapp d:writ d:yet d:yield datetim debug decode decorator def defaultdict deprecat deprecated deque dest dir discard
dml doc drop e:AttributeError e:except:BaseException e:except:ImportError e:except:OSError elements enabl encod
endswith engine ent entit entr eq excinfo exclud exec executabl execution execution_options exists exit ext extract
factor fail fetchall field filenam filt filter find fixtur fk flush foreign formatt found full functool functools
generat getgroup getini gett handl hash histor hook hookimpl i:collections.abc:Callable: i:collections.abc:Generator:
i:collections.abc:Iterable: i:collections.abc:Iterator: i:collections.abc:Mapping: i:collections.abc:Sequence:
i:collections:: i:datetime i:functools i:functools:: i:inspect i:inspect:: i:itertools i:itertools:: i:operator
i:operator:: i:pathlib i:pathlib:Path: i:pytest i:types:: i:typing:Mapping: i:typing:Set: i:warnings i:warnings::
i:weakref i:weakref:: ident identifi identit idx ignor immutabledict includ indent init inn insp inspection
instance_state internal io isol itertool itertools json keys keyword l:#10 l:#4 l:#5 l:=( l:=* l:=, l:=- l:=/ l:=1.4
l:=2.0 l:=: l:== l:=> l:=AUTOCOMMIT l:=[ l:=] l:=default l:=key l:=table l:=utf-8 l:accept l:add l:additional l:aft
l:allow l:also l:append l:async l:auto l:autocommit l:availabl l:befor l:being l:bound l:cach l:callabl l:cas l:chang
l:check l:claus l:clos l:cod l:collection l:committ l:compil l:config l:conflict l:connect l:connection l:consid
l:constraint l:construct l:contain l:context l:databas l:defin l:detect l:dialect l:dictionar l:did l:directl
l:director l:disabl l:doc l:don l:due l:element l:empt l:enabl l:engin l:ensur l:entit l:escap l:event l:exception
l:execut l:explicit l:extra l:foreign l:format l:full l:func l:generat l:handl l:http l:id l:identit l:ignor
l:implement l:import l:includ l:info l:init l:insert l:instanc l:integ l:invalid l:invok l:item l:join l:keyword l:lik
l:limit l:lin l:local l:locat l:long l:map l:mark l:may l:mod l:modul l:mor l:multipl l:namespac l:need l:new l:now
l:null l:numb l:object l:oper l:ord l:parent l:pars l:pas l:per l:prefix l:present l:primar l:propert l:provid l:py
l:quer l:read l:ref l:referenc l:relationship l:replac l:resolv l:result l:row l:sa l:sam l:schema l:see l:sequenc
l:serv l:setup l:show l:singl l:siz l:skip l:skipp l:start l:stat l:stor l:strict l:target l:text l:tim l:typ
l:unexpect l:updat l:url l:user l:utf l:valid label last legac length line lineno listen local logg lookup manag
manager mapper messag meta metadata meth min mkdocs mod mp multi mutabl n:adapt n:addoption n:append n:appl n:attribut
n:autocommit n:begin n:binar n:cach n:claus n:clear n:clos n:col n:collect n:collection n:commit n:compar n:config
n:constraint n:context n:cop n:cursor n:detect n:disconnect n:dml n:driv n:drop n:element n:empt n:ent n:entit n:error
n:event n:exception n:exec n:exist n:expression n:extract n:fil n:filt n:foreign n:format n:func n:group n:handl
n:hash n:impl n:import n:index n:instanc n:isol n:item n:join n:len n:level n:literal n:mapp n:match n:merg n:new
n:object n:parent n:pars n:pre n:prepar n:prox n:quer n:raw n:reduc n:regist n:remov n:replac n:report n:reset
n:resolv n:retriev n:rollback n:row n:run n:runtest n:scalar n:schema n:select n:sequenc n:serv n:session n:sett n:sid
n:statement n:str n:test n:text n:uniqu n:url n:validat n:visit n:warn n:wrap namespac nev next nod nodeid non offset
old open oper orig original own pag part partial passiv pathlib pattern pk plugin pluginmanager pool post
preload_module prepar primar primary_key proc process prop propagat protocol query quot raw read rec record ref
register registr relationship remov replac report request requir res resolv ret revers reversed rollback root rowcount
rstrip run saf scalars scop search selectabl sep seq serv setup singl skip slic sourc spec splitlines sqltyp stack
stash staticmethod stop strateg styl suffix support tb templat terminal test tim time traceback transaction translat
types uniqu upper user value var verbos view visit visitor warn_deprecated warnings weakref wrap write ~abspath
~encode ~ending ~extreme ~find ~hash ~open ~pathjoin ~process ~queue ~read ~wraps ~write
""",
    5: """
ArgumentError InvalidRequestError TypeError ValueError _pytest a:BaseException a:ColumnElement a:Config a:Dialect
a:Dict a:Iterator a:List a:Literal a:NoReturn a:Self a:Tuple a:_T a:dict a:list a:tuple a:type adapt args base bind c
cach clas claus close cls coercion col collections compil conn connect context copy creat current cursor d:accept
d:additional d:aft d:against d:alread d:alway d:api d:appropriat d:associat d:assum d:attr d:automaticall d:availabl
d:befor d:behavior d:being d:between d:boolean d:both d:bound d:cach d:callabl d:cannot d:chang d:check d:claus d:cod
d:collection d:compil d:configur d:connection d:context d:convert d:cop d:correspond d:current d:currentl d:custom
d:data d:databas d:dbapi d:def d:default d:defin d:delet d:detail d:determin d:dialect d:directl d:document d:dur
d:effect d:eith d:element d:empt d:end d:engin d:ensur d:equivalent d:error d:establish d:etc d:even d:event d:except
d:exception d:execut d:execution d:exist d:explicitl d:fil d:filt d:flag d:foo d:form d:full d:function d:generat
d:handl d:her d:hook d:how d:howev d:id d:implement d:import d:index d:indicat d:inform d:insert d:integ d:internal
d:invok d:item d:itself d:join d:keyword d:left d:legac d:level d:lin d:load d:long d:mapp d:mark d:match d:mean
d:method d:modul d:mor d:multipl d:non d:normall d:numb d:onc d:oper d:option d:orm d:otherwis d:paramref d:parent
d:part d:particular d:pas d:path d:per d:perform d:plac d:point d:possibl d:present d:primar d:proces d:produc
d:pytest d:quer d:read d:referenc d:remov d:replac d:represent d:requir d:retriev d:row d:run d:schema d:seealso
d:select d:sequenc d:session d:singl d:special d:specific d:stat d:still d:styl d:subclass d:tabl d:tak d:target
d:term d:test d:text d:through d:tupl d:two d:typ d:typicall d:underly d:unles d:up d:updat d:upon d:usag d:use d:user
d:usuall d:version d:versionchang d:via d:warn d:we d:well d:what d:work data dbapi default delet description
difference dispatch e:ArgumentError e:InvalidRequestError e:TypeError e:ValueError e:except:AttributeError
e:except:Exception e:except:KeyError e:except:TypeError e:except:ValueError elem engin enumerat enumerate err event
execut execute exist expect expr expression extend extra fil flag format func generator i:collections i:os i:os:: i:re
i:re:: i:sys i:sys:: i:types i:typing:Dict: i:typing:Iterable: i:typing:Iterator: i:typing:List: i:typing:NoReturn:
i:typing:Sequence: i:typing:TYPE_CHECKING: id impl import insert inspect instanc int intersection issubclas issubclass
iter l:#3 l:=' l:=) l:=_ l:=name l:alread l:appl l:attribut l:bas l:call l:cannot l:clas l:column l:configur l:creat
l:current l:delet l:deprecat l:error l:exist l:expect l:expression l:fail l:fil l:found l:futur l:got l:index l:level
l:load l:mapp l:match l:non l:option l:orm l:pass l:path l:pleas l:plugin l:pytest l:python l:releas l:remov l:requir
l:select l:session l:spec l:sql l:sqlalchem l:statement l:str l:support l:tabl l:test l:unknown l:version l:warn left
level lin load log lower map match max memoized_property modul msg n:add n:attr n:bind n:check n:clas n:column
n:compil n:configur n:connect n:connection n:contain n:dbapi n:delet n:eq n:execut n:generat n:getattr n:getitem
n:info n:insert n:iter n:load n:nam n:option n:path n:post n:proces n:processor n:pytest n:repr n:result n:setup
n:stat n:tabl n:updat n:version null object op operator opt ord orm os pars prefix preloaded proces processor prox
pytest quer rang range re remove replace repr right rol row sa scalar schema select session setattr setdefault setter
siz sort sorted start startswith statement stmt strip sub sys tabl table target text token typ unpack updat url val
values version zip ~case ~copying ~dirname ~exists ~group ~prefix ~regex ~replace ~rounding ~strip
""",
    6: """
@classmethod @property @typing.overload NotImplementedError __class__ __dict__ __init__ __name__ a:Callable a:Iterable
a:Optional a:Sequence a:Type a:Union a:object a:| add attr attribut bas bool callabl cast check classmethod collection
column config connection d:add d:allow d:also d:appl d:attribut d:bas d:call d:cas d:column d:construct d:contain
d:creat d:dictionar d:each d:expression d:func d:includ d:instanc d:key d:lik d:may d:meth d:nam d:need d:new d:not
d:object d:ord d:pass d:provid d:python d:ref d:result d:sam d:see d:spec d:sql d:sqlalchem d:statement d:str
d:support d:tim d:versionadd dialect dict e:NotImplementedError element exception fn group hasattr i:collections.abc
i:typing:Callable: i:typing:Literal: i:typing:Optional: i:typing:Tuple: i:typing:Type: i:typing:Union: i:typing:cast:
implement index info item items iterabl iterator kw l:=. l:key l:nam list literal mapp n:call n:creat n:key name new
obj option overload parent path pop propert result sequenc set split sql stat str super tuple type typing union update
warn ~flatten ~log ~merge ~order ~pairs ~split ~unique
""",
    7: """
a:Any a:None a:bool a:int a:str append d:clas error exc get getattr i:typing i:typing:Any: isinstanc isinstance join
key len n:init nam sup util ~add ~introspect
""",
}
