"""Names of the parts of a device code (GB/T 28181-2022 Annex E): types, industries, networks, provinces."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["INDUSTRY_NAMES", "NETWORK_NAMES", "PROVINCE_NAMES", "TYPES_NEW_IN_2022", "TYPE_NAMES", "Name"]


class Name(NamedTuple):
    """One meaning in English and Chinese."""

    english: str
    chinese: str


def _table(text: str) -> Mapping[str, Name]:
    """Reads lines "code | English | Chinese"."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return MappingProxyType({code.strip(): Name(en.strip(), zh.strip()) for code, en, zh in rows})


TYPE_NAMES = _table("""
111 | DVR | 数字硬盘录像机
112 | video server | 视频服务器
113 | encoder | 编码器
114 | decoder | 解码器
115 | video switching matrix | 视频切换矩阵
116 | audio switching matrix | 音频切换矩阵
117 | alarm controller | 报警控制器
118 | NVR | 网络视频录像机
120 | online video-image capture system | 在线视频图像信息采集系统
121 | checkpoint | 视频卡口
122 | multi-sensor device | 多目设备
123 | parking access controller | 停车场出入口控制设备
124 | personnel access controller | 人员出入口控制设备
125 | security-inspection device | 安检设备
130 | hybrid recorder (HVR) | 混合硬盘录像机
131 | camera | 摄像机
132 | network camera (IPC) | 网络摄像机
133 | display | 显示器
134 | alarm input | 报警输入设备
135 | alarm output | 报警输出设备
136 | audio input | 语音输入设备
137 | audio output | 语音输出设备
138 | mobile transmission equipment | 移动传输设备
139 | other peripheral | 其他外围设备
140 | alarm output (relay) | 报警输出设备（继电器）
141 | barrier gate | 道闸
142 | smart door | 智能门
143 | credential reader | 凭证识别单元
200 | central signalling control server | 中心信令控制服务器
201 | web application server | Web应用服务器
202 | media distribution server | 媒体分发服务器
203 | proxy server | 代理服务器
204 | security server | 安全服务器
205 | alarm server | 报警服务器
206 | database server | 数据库服务器
207 | GIS server | GIS服务器
208 | management server | 管理服务器
209 | access gateway | 接入网关
210 | media storage server | 媒体存储服务器
211 | signalling security routing gateway | 信令安全路由网关
215 | business group | 业务分组
216 | virtual organisation | 虚拟组织
300 | centre user | 中心用户
400 | terminal user | 终端用户
500 | integrated video-image application platform | 视频图像信息综合应用平台
501 | operations and maintenance platform | 视频图像信息运维管理平台
502 | video-image analysis system | 视频图像分析系统
503 | video-image information database | 视频图像信息数据库
505 | analysis device | 视频图像分析设备
""")

TYPES_NEW_IN_2022 = frozenset(
    {"120", "121", "122", "123", "124", "125", "140", "141", "142", "143", "502", "503", "505"}
)

INDUSTRY_NAMES = _table("""
00 | public security - road and street | 社会治安路面接入
01 | public security - residential community | 社会治安社区接入
02 | public security - internal | 社会治安内部接入
03 | public security - other | 社会治安其他接入
04 | traffic - road | 交通路面接入
05 | traffic - checkpoint | 交通卡口接入
06 | traffic - internal | 交通内部接入
07 | traffic - other | 交通其他接入
08 | urban management | 城市管理接入
09 | health and environment | 卫生环保接入
10 | customs | 商检海关接入
11 | education | 教育部门接入
12 | civil aviation | 民航接入
13 | railway | 铁路接入
14 | shipping | 航运接入
40 | agriculture, forestry, animal husbandry, fishery | 农、林、牧、渔业
41 | mining | 采矿业
42 | manufacturing | 制造业
43 | electricity, heat, gas and water supply | 电力、热力、燃气及水生产和供应业
44 | construction | 建筑业
45 | wholesale and retail | 批发和零售业
46 | transport, storage and post | 交通运输、仓储和邮政业
47 | accommodation and catering | 住宿和餐饮业
48 | information transmission, software, IT services | 信息传输、软件和信息技术服务业
49 | finance | 金融业
50 | real estate | 房地产业
51 | leasing and business services | 租赁和商务服务业
52 | research and technical services | 科学研究和技术服务业
53 | water, environment and public facilities | 水利、环境和公共设施管理业
54 | resident services, repair and other services | 居民服务、修理和其他服务业
55 | education (GB/T 4754) | 教育
56 | health and social work | 卫生和社会工作
57 | culture, sports and entertainment | 文化、体育和娱乐业
58 | public administration and social organisations | 公共管理、社会保障和社会组织
59 | international organisations | 国际组织
""")

NETWORK_NAMES = _table("""
0 | police video transmission network | 公安视频传输网
1 | police video transmission network | 公安视频传输网
2 | industry private network | 行业专网
3 | political-legal network | 政法信息网
4 | police mobile network | 公安移动信息网
5 | police information network | 公安信息网
6 | e-government extranet | 电子政务外网
7 | Internet and others | 互联网等公共网络
8 | leased line | 专线
9 | reserved | 预留
""")

PROVINCE_NAMES = _table("""
11 | Beijing | 北京市
12 | Tianjin | 天津市
13 | Hebei | 河北省
14 | Shanxi | 山西省
15 | Inner Mongolia | 内蒙古自治区
21 | Liaoning | 辽宁省
22 | Jilin | 吉林省
23 | Heilongjiang | 黑龙江省
31 | Shanghai | 上海市
32 | Jiangsu | 江苏省
33 | Zhejiang | 浙江省
34 | Anhui | 安徽省
35 | Fujian | 福建省
36 | Jiangxi | 江西省
37 | Shandong | 山东省
41 | Henan | 河南省
42 | Hubei | 湖北省
43 | Hunan | 湖南省
44 | Guangdong | 广东省
45 | Guangxi | 广西壮族自治区
46 | Hainan | 海南省
50 | Chongqing | 重庆市
51 | Sichuan | 四川省
52 | Guizhou | 贵州省
53 | Yunnan | 云南省
54 | Tibet | 西藏自治区
61 | Shaanxi | 陕西省
62 | Gansu | 甘肃省
63 | Qinghai | 青海省
64 | Ningxia | 宁夏回族自治区
65 | Xinjiang | 新疆维吾尔自治区
71 | Taiwan | 台湾省
81 | Hong Kong | 香港特别行政区
82 | Macao | 澳门特别行政区
""")
